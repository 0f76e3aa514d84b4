package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.signing.WebhookVerificationException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

    private static final Instant SENT = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ID = "msg_1";
    private static final byte[] BODY = Received.bytes("{\"type\":\"a\"}");
    private static final SigningScheme ACME =
            SigningScheme.hmacHeader("X-Acme", HmacHash.SHA512, SignatureEncoding.BASE64);
    private static final SigningScheme ACME_HEX =
            SigningScheme.hmacHeader("X-Acme", HmacHash.SHA256, SignatureEncoding.HEX);

    static Stream<SigningScheme> schemes() {
        return Stream.of(
                SigningScheme.STANDARD,
                SigningScheme.ED25519,
                SigningScheme.GITHUB,
                SigningScheme.STRIPE,
                ACME,
                ACME_HEX);
    }

    static Stream<SigningScheme> timedSchemes() {
        return Stream.of(SigningScheme.STANDARD, SigningScheme.ED25519, SigningScheme.STRIPE);
    }

    private static SigningKey key(SigningScheme scheme) {
        return SigningKey.of(scheme, Signers.builtIn().signer(scheme).generate(), SENT);
    }

    private static Map<String, String> headers(SigningKey... keys) {
        return Signers.builtIn().headers(ID, SENT, BODY, List.of(keys));
    }

    private static WebhookVerifier verifier(SigningKey... keys) {
        SigningScheme scheme = keys[0].scheme();
        String[] secrets = Stream.of(keys)
                .map(key -> key.publicKey() == null ? key.secret().reveal() : key.publicKey())
                .toArray(String[]::new);
        WebhookVerifier verifier;
        if (scheme.equals(SigningScheme.GITHUB)) {
            verifier = WebhookVerifier.github(secrets);
        } else if (scheme.equals(SigningScheme.STRIPE)) {
            verifier = WebhookVerifier.stripe(secrets);
        } else if (scheme.name().startsWith("hmac:")) {
            HmacHeader format = HmacHeader.parse(scheme.name());
            verifier = WebhookVerifier.hmac(format.header(), format.hash(), format.encoding(), secrets);
        } else {
            verifier = WebhookVerifier.standard(secrets);
        }
        return verifier.withClock(InstantSource.fixed(SENT));
    }

    private static void assertRefused(
            WebhookVerifier verifier, Map<String, String> headers, byte[] body, Reason reason) {
        WebhookVerificationException refusal =
                catchThrowableOfType(WebhookVerificationException.class, () -> verifier.verify(headers, body));
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageNotContaining("\"type\"");
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void whatIsSignedVerifies(SigningScheme scheme) {
        SigningKey key = key(scheme);

        VerifiedWebhook webhook = verifier(key).verify(headers(key), BODY);

        boolean standard = scheme.name().startsWith("v1");
        boolean timed = standard || scheme.equals(SigningScheme.STRIPE);
        assertThat(webhook).isEqualTo(new VerifiedWebhook(standard ? ID : null, timed ? SENT : null));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void headersMayComeInAnyCaseOrFromAFunction(SigningScheme scheme) {
        SigningKey key = key(scheme);
        Map<String, String> upper = new HashMap<>();
        headers(key).forEach((name, value) -> upper.put(name.toUpperCase(Locale.ROOT), value));

        assertThat(verifier(key).verify(upper, BODY)).isEqualTo(verifier(key).verify(headers(key)::get, BODY));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void nullsAmongTheHeadersAreSkipped(SigningScheme scheme) {
        SigningKey key = key(scheme);
        Map<String, String> headers = new HashMap<>(headers(key));
        headers.put(null, "status line");
        headers.put("X-Null", null);

        assertThatCode(() -> verifier(key).verify(headers, BODY)).doesNotThrowAnyException();
        headers.replaceAll((name, value) -> null);
        assertRefused(verifier(key), headers, BODY, Reason.MISSING_HEADER);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void anAlteredBodyIsRefused(SigningScheme scheme) {
        SigningKey key = key(scheme);

        assertRefused(verifier(key), headers(key), Received.bytes("{\"type\":\"b\"}"), Reason.NO_MATCHING_SIGNATURE);
        assertRefused(verifier(key), headers(key), new byte[0], Reason.NO_MATCHING_SIGNATURE);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void anotherKeysSignatureIsRefused(SigningScheme scheme) {
        assertRefused(verifier(key(scheme)), headers(key(scheme)), BODY, Reason.NO_MATCHING_SIGNATURE);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void eitherOfTwoSecretsVerifiesWhileTheSenderRotates(SigningScheme scheme) {
        SigningKey old = key(scheme);
        SigningKey fresh = key(scheme);

        verifier(old, fresh).verify(headers(old), BODY);
        verifier(old, fresh).verify(headers(fresh), BODY);
    }

    @ParameterizedTest
    @MethodSource("timedSchemes")
    void bothOldAndNewReceiversVerifyWhatTwoKeysSigned(SigningScheme scheme) {
        SigningKey old = key(scheme);
        SigningKey fresh = key(scheme);

        verifier(old).verify(headers(old, fresh), BODY);
        verifier(fresh).verify(headers(old, fresh), BODY);
    }

    @Test
    void eachKindOfReceiverVerifiesWhatBothSchemesSigned() {
        SigningKey hmac = key(SigningScheme.STANDARD);
        SigningKey ed25519 = key(SigningScheme.ED25519);

        verifier(hmac).verify(headers(hmac, ed25519), BODY);
        verifier(ed25519).verify(headers(hmac, ed25519), BODY);
        verifier(ed25519, hmac).verify(headers(hmac), BODY);
    }

    @ParameterizedTest
    @MethodSource("timedSchemes")
    void anAlteredTimestampIsRefused(SigningScheme scheme) {
        SigningKey key = key(scheme);
        String seconds = Long.toString(SENT.getEpochSecond());
        String later = Long.toString(SENT.getEpochSecond() + 1);
        Map<String, String> altered = new HashMap<>(headers(key));
        altered.replaceAll((name, value) -> value.replace(seconds, later));

        assertRefused(verifier(key), altered, BODY, Reason.NO_MATCHING_SIGNATURE);
    }

    @Test
    void anAlteredIdIsRefused() {
        for (SigningKey key : List.of(key(SigningScheme.STANDARD), key(SigningScheme.ED25519))) {
            Map<String, String> altered = Received.headers(headers(key), "webhook-id", "msg_2");
            assertRefused(verifier(key), altered, BODY, Reason.NO_MATCHING_SIGNATURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "ä", "a b"})
    void aMalformedIdIsRefused(String id) {
        SigningKey key = key(SigningScheme.STANDARD);

        assertRefused(verifier(key), Received.headers(headers(key), "webhook-id", id), BODY, Reason.MALFORMED_ID);
        assertRefused(
                verifier(key),
                Received.headers(headers(key), "webhook-id", "x".repeat(256)),
                BODY,
                Reason.MALFORMED_ID);
    }

    @ParameterizedTest
    @CsvSource({
        "v1, webhook-id",
        "v1, webhook-timestamp",
        "v1, webhook-signature",
        "v1a, webhook-signature",
        "github, X-Hub-Signature-256",
        "stripe, Stripe-Signature",
        "hmac:X-Acme:sha256:hex, X-Acme"
    })
    void aMissingHeaderIsNamed(String scheme, String header) {
        SigningKey key = key(new SigningScheme(scheme));
        Map<String, String> headers = Received.without(headers(key), header);

        assertThatThrownBy(() -> verifier(key).verify(headers, BODY))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessage("header " + header + " is missing");
        assertRefused(verifier(key), headers, BODY, Reason.MISSING_HEADER);
    }

    @ParameterizedTest
    @MethodSource("timedSchemes")
    void theToleranceHoldsInBothDirections(SigningScheme scheme) {
        SigningKey key = key(scheme);
        Duration tolerance = WebhookVerifier.DEFAULT_TOLERANCE;
        assertThat(tolerance).isEqualTo(Duration.ofMinutes(5));

        at(key, SENT.plus(tolerance)).verify(headers(key), BODY);
        at(key, SENT.minus(tolerance)).verify(headers(key), BODY);
        assertRefused(at(key, SENT.plus(tolerance).plusNanos(1)), headers(key), BODY, Reason.TOO_OLD);
        assertRefused(at(key, SENT.minus(tolerance).minusNanos(1)), headers(key), BODY, Reason.TOO_NEW);
    }

    private static WebhookVerifier at(SigningKey key, Instant now) {
        return verifier(key).withClock(InstantSource.fixed(now));
    }

    @Test
    void theToleranceCanBeChanged() {
        SigningKey key = key(SigningScheme.STANDARD);
        WebhookVerifier strict = verifier(key).withTolerance(Duration.ofSeconds(10));

        strict.withClock(InstantSource.fixed(SENT.plusSeconds(10))).verify(headers(key), BODY);
        assertRefused(strict.withClock(InstantSource.fixed(SENT.plusSeconds(11))), headers(key), BODY, Reason.TOO_OLD);
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> strict.withTolerance(wrong))
                    .withMessageContaining("longer than zero");
        }
    }

    @Test
    void theSystemsClockIsTheDefault() {
        SigningKey key = key(SigningScheme.STANDARD);
        WebhookVerifier verifier = WebhookVerifier.standard(key.secret().reveal());
        Map<String, String> now =
                Signers.builtIn().headers(ID, InstantSource.system().instant(), BODY, List.of(key));

        assertThat(verifier.verify(now, BODY).id()).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1795428000", " 1795428000", "1e9", "1234567890123", "9223372036854775808", "١٢٣"})
    void aMalformedTimestampIsRefused(String text) {
        SigningKey key = key(SigningScheme.STANDARD);
        SigningKey stripe = key(SigningScheme.STRIPE);

        assertRefused(
                verifier(key),
                Received.headers(headers(key), "webhook-timestamp", text),
                BODY,
                Reason.MALFORMED_TIMESTAMP);
        assertRefused(
                verifier(stripe), Map.of("Stripe-Signature", "t=" + text + ",v1=00"), BODY, Reason.MALFORMED_TIMESTAMP);
    }

    @Test
    void timestampsOfUpTo12DigitsAreRead() {
        SigningKey key = key(SigningScheme.STANDARD);

        assertRefused(verifier(key), Received.headers(headers(key), "webhook-timestamp", "0"), BODY, Reason.TOO_OLD);
        assertRefused(
                verifier(key),
                Received.headers(headers(key), "webhook-timestamp", "999999999999"),
                BODY,
                Reason.TOO_NEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "v1", "v1,", "v1a,", "v2,%s", "%s", "V1,%s", "v1,%s=", "v1a,%s", "v1,,%s"})
    void onlyAnEntryOfItsOwnSchemeMatches(String form) {
        SigningKey key = key(SigningScheme.STANDARD);
        String base64 = headers(key).get("webhook-signature").substring("v1,".length());

        assertRefused(
                verifier(key),
                Received.headers(headers(key), "webhook-signature", form.replace("%s", base64)),
                BODY,
                Reason.NO_MATCHING_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1,%s", "%s", "v1a,%sA", "v1a,!%s", "v1a,AAAA", "v1b,%s"})
    void onlyAWholeEd25519EntryMatches(String form) {
        SigningKey key = key(SigningScheme.ED25519);
        String base64 = headers(key).get("webhook-signature").substring("v1a,".length());

        assertRefused(
                verifier(key),
                Received.headers(headers(key), "webhook-signature", form.replace("%s", base64)),
                BODY,
                Reason.NO_MATCHING_SIGNATURE);
    }

    @Test
    void anEd25519EntryOfTheRightLengthThatIsNoBase64IsRefused() {
        SigningKey key = key(SigningScheme.ED25519);
        String signed = headers(key).get("webhook-signature").substring("v1a,".length());
        String sameBytes = signed.substring(0, 85) + (char) (signed.charAt(85) + 1) + "==";

        for (String content : List.of("!".repeat(88), "A".repeat(88), "A".repeat(86) + "==", sameBytes)) {
            assertRefused(
                    verifier(key),
                    Received.headers(headers(key), "webhook-signature", "v1a," + content),
                    BODY,
                    Reason.NO_MATCHING_SIGNATURE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v1, webhook-signature, 'v1,x '",
        "v1a, webhook-signature, 'v1a,x '",
        "stripe, Stripe-Signature, 'v0=x,'"
    })
    void theFirst32EntriesAreLookedAt(String scheme, String header, String filler) {
        SigningKey key = key(new SigningScheme(scheme));
        String genuine = headers(key).get(header);
        boolean timed = scheme.equals("stripe");
        String time = timed ? genuine.substring(0, genuine.indexOf(',') + 1) : "";
        String entry = genuine.substring(time.length());
        int fillers = timed ? 30 : 31;

        verifier(key).verify(Received.headers(headers(key), header, time + filler.repeat(fillers) + entry), BODY);
        assertRefused(
                verifier(key),
                Received.headers(headers(key), header, time + filler.repeat(fillers + 1) + entry),
                BODY,
                Reason.NO_MATCHING_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "sha1=%s", "sha256=", "sha256=%s0", "SHA-256=%s", ""})
    void aGithubHeaderIsTheWordAndAllDigits(String form) {
        SigningKey key = key(SigningScheme.GITHUB);
        String hex = headers(key).get("X-Hub-Signature-256").substring("sha256=".length());

        assertRefused(
                verifier(key),
                Map.of("X-Hub-Signature-256", form.replace("%s", hex)),
                BODY,
                Reason.NO_MATCHING_SIGNATURE);
    }

    @Test
    void hexMayBeUppercaseButBase64MayNot() {
        SigningKey hex = key(ACME_HEX);
        SigningKey base64 = key(ACME);

        verifier(hex).verify(Map.of("X-Acme", headers(hex).get("X-Acme").toUpperCase(Locale.ROOT)), BODY);
        assertRefused(
                verifier(base64),
                Map.of("X-Acme", headers(base64).get("X-Acme").toLowerCase(Locale.ROOT)),
                BODY,
                Reason.NO_MATCHING_SIGNATURE);
    }

    @Test
    void stripesWeakerTestEntriesAreNotRead() {
        SigningKey key = key(SigningScheme.STRIPE);
        String weaker = headers(key).get("Stripe-Signature").replace("v1=", "v0=");

        assertRefused(verifier(key), Map.of("Stripe-Signature", weaker), BODY, Reason.NO_MATCHING_SIGNATURE);
    }

    @Test
    void aVerifierNeedsWellFormedSecrets() {
        assertThatIllegalArgumentException()
                .isThrownBy(WebhookVerifier::standard)
                .withMessageContaining("at least one");
        assertThatIllegalArgumentException().isThrownBy(WebhookVerifier::github);
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookVerifier.stripe(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.standard("canary"))
                .withMessageNotContaining("canary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.standard("whpk_canary"))
                .withMessageNotContaining("canary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.hmac("Host", HmacHash.SHA256, SignatureEncoding.HEX, "a"));
    }
}
