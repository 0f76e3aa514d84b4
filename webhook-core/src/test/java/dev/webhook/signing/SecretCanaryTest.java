package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks for a secret in every text that the package writes. */
class SecretCanaryTest {

    private static final String CANARY = "Zm9vYmFyY2FuYXJ5";
    private static final Secret SECRET = Secret.of(CANARY);
    private static final Signers SIGNERS = Signers.builtIn();
    private static final KeyRing RING = KeyRing.builder()
            .primary("k", CANARY.repeat(2).getBytes(StandardCharsets.US_ASCII))
            .build();
    private static final byte[] BODY = {};

    static Stream<Object> describable() {
        return Stream.of(
                SECRET,
                SigningKey.of(SigningScheme.GITHUB, SECRET, Instant.EPOCH),
                SIGNERS,
                SIGNERS.signer(SigningScheme.GITHUB),
                WebhookVerifier.github(CANARY),
                WebhookVerifier.stripe(CANARY),
                RING,
                KeyRing.builder().primary("k", new byte[32]),
                SecretCipher.encrypting(RING),
                SecretCipher.plainText(),
                StoredSecret.parse("plain:" + CANARY));
    }

    @ParameterizedTest
    @MethodSource("describable")
    void noToStringShowsASecret(Object described) {
        assertThat(described.toString()).doesNotContain(CANARY);
    }

    static Stream<Arguments> failing() {
        return Stream.concat(failingToSign(), failingToDecrypt());
    }

    private static Stream<Arguments> failingToSign() {
        return Stream.of(
                failing("too long", () -> Secret.of(CANARY.repeat(400))),
                failing("NUL", () -> Secret.of(CANARY + "\0")),
                failing("v1 prefix", () -> validate(SigningScheme.STANDARD, CANARY)),
                failing("v1 size", () -> validate(SigningScheme.STANDARD, "whsec_" + CANARY)),
                failing("v1 base64", () -> validate(SigningScheme.STANDARD, "whsec_" + CANARY + "!")),
                failing("v1 sign", () -> sign(SigningScheme.STANDARD, "whsec_" + CANARY)),
                failing("v1a prefix", () -> validate(SigningScheme.ED25519, CANARY)),
                failing("v1a size", () -> validate(SigningScheme.ED25519, "whsk_" + CANARY)),
                failing("v1a halves", () -> validate(SigningScheme.ED25519, "whsk_" + CANARY.repeat(5) + "Zm9vYg==")),
                failing("v1a sign", () -> sign(SigningScheme.ED25519, "whsk_" + CANARY)),
                failing(
                        "keys",
                        () -> SIGNERS.validate(List.of(SigningKey.of(SigningScheme.STANDARD, SECRET, Instant.EPOCH)))),
                failing(
                        "headers",
                        () -> SIGNERS.headers(
                                "id",
                                Instant.EPOCH,
                                BODY,
                                List.of(SigningKey.of(SigningScheme.STANDARD, SECRET, Instant.EPOCH)))),
                failing("verifier", () -> WebhookVerifier.standard("whsec_" + CANARY)),
                failing("public key", () -> WebhookVerifier.standard("whpk_" + CANARY)),
                failing(
                        "verification",
                        () -> WebhookVerifier.github(CANARY).verify(Map.of("X-Hub-Signature-256", CANARY), BODY)));
    }

    private static Stream<Arguments> failingToDecrypt() {
        String stored = SecretCipher.plainText().encrypt(SECRET, "row");
        String encrypted = SecretCipher.encrypting(RING).encrypt(SECRET, "row");
        return Stream.of(
                failing(
                        "ring",
                        () -> KeyRing.builder()
                                .primary("k", CANARY.getBytes(StandardCharsets.US_ASCII))
                                .build()),
                failing(
                        "ring id",
                        () -> KeyRing.builder()
                                .primary(CANARY + ":", new byte[32])
                                .build()),
                failing("plain", () -> SecretCipher.encrypting(RING).decrypt(stored, "row")),
                failing("raw", () -> SecretCipher.plainText().decrypt(CANARY, "row")),
                failing("other row", () -> SecretCipher.encrypting(RING).decrypt(encrypted, "other row")),
                failing("changed", () -> SecretCipher.encrypting(RING).decrypt("aes1:k:" + CANARY.repeat(4), "row")));
    }

    private static Arguments failing(String what, ThrowingCallable call) {
        return Arguments.of(what, call);
    }

    private static void validate(SigningScheme scheme, String secret) {
        SIGNERS.signer(scheme).validate(Secret.of(secret));
    }

    private static void sign(SigningScheme scheme, String secret) {
        SIGNERS.signer(scheme).sign("id", Instant.EPOCH, BODY, List.of(Secret.of(secret)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failing")
    void noExceptionShowsASecret(String what, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);

        assertThat(thrown).as(what).isNotNull();
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(CANARY);
    }
}
