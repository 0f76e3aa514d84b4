package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every built-in signer does, and what each does in its own way. */
class SignerTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L, 999_999_999);
    private static final byte[] BODY = Received.bytes("{\"a\":\"ä\"}");
    private static final SigningScheme HMAC =
            SigningScheme.hmacHeader("X-Acme", HmacHash.SHA512, SignatureEncoding.BASE64);

    static Stream<SigningScheme> schemes() {
        return Stream.of(
                SigningScheme.STANDARD, SigningScheme.ED25519, SigningScheme.GITHUB, SigningScheme.STRIPE, HMAC);
    }

    private static Signer signer(SigningScheme scheme) {
        return Signers.builtIn().signer(scheme);
    }

    private static String whsec(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void aGeneratedSecretIsValidAndSignsAndIsNeverTheSame(SigningScheme scheme) {
        Signer signer = signer(scheme);
        Secret secret = signer.generate();

        signer.validate(secret);
        assertThat(signer.sign("id", NOW, BODY, List.of(secret))).hasSize(1);
        assertThat(signer.generate()).isNotEqualTo(secret);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void signingIsPure(SigningScheme scheme) {
        List<Secret> secrets = List.of(signer(scheme).generate());
        byte[] body = BODY.clone();

        Map<String, String> first = signer(scheme).sign("id", NOW, body, secrets);

        assertThat(signer(scheme).sign("id", NOW, body, secrets)).isEqualTo(first);
        assertThat(body).isEqualTo(BODY);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void withoutASecretNothingIsSigned(SigningScheme scheme) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer(scheme).sign("id", NOW, BODY, List.of()))
                .withMessageContaining("at least one secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "ä", "a\r\nb"})
    void standardSchemesRefuseAnIdThatWouldBlurWhatIsSigned(String id) {
        for (SigningScheme scheme : List.of(SigningScheme.STANDARD, SigningScheme.ED25519)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signer(scheme)
                            .sign(id, NOW, BODY, List.of(signer(scheme).generate())))
                    .withMessageContaining("message id");
        }
    }

    @ParameterizedTest
    @CsvSource({"23, false", "24, true", "64, true", "65, false", "0, false"})
    void aStandardSecretHas24To64Bytes(int bytes, boolean valid) {
        Secret secret = Secret.of(whsec(bytes));
        if (valid) {
            assertThatCode(() -> signer(SigningScheme.STANDARD).validate(secret))
                    .doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signer(SigningScheme.STANDARD).validate(secret))
                    .withMessage(
                            "secret for scheme 'v1' must be 'whsec_' and the base64 form, with padding, of 24 to 64"
                                    + " bytes; it has " + bytes);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw         | it starts otherwise",
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw   | it starts otherwise",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa_-   | it isn't base64",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w   | it isn't base64",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA | it isn't base64",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAB== | it isn't base64",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=  | it isn't base64",
            })
    void aStandardSecretIsRefusedUnlessItIsTheOneBase64Form(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer(SigningScheme.STANDARD).validate(Secret.of(text)))
                .withMessageStartingWith("secret for scheme 'v1' must be")
                .withMessageContaining(reason)
                .withMessageNotContaining("MfKQ9r8");
    }

    @Test
    void standardSchemesSignOnceForEachSecretNewestFirst() {
        for (SigningScheme scheme : List.of(SigningScheme.STANDARD, SigningScheme.ED25519)) {
            Signer signer = signer(scheme);
            Secret newer = signer.generate();
            Secret older = signer.generate();

            String both = signer.sign("id", NOW, BODY, List.of(newer, older)).get("webhook-signature");

            assertThat(both.split(" "))
                    .containsExactly(
                            signer.sign("id", NOW, BODY, List.of(newer)).get("webhook-signature"),
                            signer.sign("id", NOW, BODY, List.of(older)).get("webhook-signature"));
        }
    }

    @Test
    void schemesWithOneSignatureUseTheNewestSecret() {
        for (SigningScheme scheme : List.of(SigningScheme.GITHUB, HMAC)) {
            Signer signer = signer(scheme);
            List<Secret> secrets = List.of(Secret.of("newest"), Secret.of("older"));

            assertThat(signer.sign("id", NOW, BODY, secrets))
                    .isEqualTo(signer.sign("id", NOW, BODY, secrets.subList(0, 1)))
                    .isNotEqualTo(signer.sign("id", NOW, BODY, secrets.subList(1, 2)));
        }
    }

    @Test
    void stripeSignsTimeAndBodyOnceForEachSecret() {
        Map<String, String> headers =
                signer(SigningScheme.STRIPE).sign("id", NOW, BODY, List.of(Secret.of("whsec_new"), Secret.of("old")));

        byte[] signed = KeyMaterial.concat(Received.bytes("1700000000."), BODY);
        assertThat(headers)
                .containsExactly(Map.entry(
                        "Stripe-Signature",
                        "t=1700000000,v1=" + rfc2104("SHA-256", 64, "whsec_new", signed) + ",v1="
                                + rfc2104("SHA-256", 64, "old", signed)));
    }

    @Test
    void generatedStripeSecretsLookLikeStripes() {
        assertThat(signer(SigningScheme.STRIPE).generate().reveal()).matches("whsec_[0-9a-f]{64}");
    }

    @Test
    void anHmacHeaderHoldsTheEncodedHmacOfTheBodyAlone() {
        Map<String, String> headers = signer(HMAC).sign("id", NOW, BODY, List.of(Secret.of("schlüssel")));

        byte[] expected = HexFormat.of().parseHex(rfc2104("SHA-512", 128, "schlüssel", BODY));
        assertThat(headers)
                .containsExactly(Map.entry("X-Acme", Base64.getEncoder().encodeToString(expected)));
    }

    /** HMAC from its definition, so that the expectation doesn't come from the code that is tested. */
    private static String rfc2104(String digest, int block, String key, byte[] text) {
        byte[] inner = new byte[block];
        byte[] outer = new byte[block];
        byte[] keyBytes = Received.bytes(key);
        for (int i = 0; i < block; i++) {
            int k = i < keyBytes.length ? keyBytes[i] : 0;
            inner[i] = (byte) (k ^ 0x36);
            outer[i] = (byte) (k ^ 0x5c);
        }
        try {
            MessageDigest hash = MessageDigest.getInstance(digest);
            hash.update(inner);
            byte[] inside = hash.digest(text);
            hash.update(outer);
            return HexFormat.of().formatHex(hash.digest(inside));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
