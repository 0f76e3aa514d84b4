package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Whatever a stranger sends is refused, and by no other exception than the one that says so. */
@Tag("sweep")
class WebhookVerifierFuzzTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

    private static final List<WebhookVerifier> VERIFIERS = List.of(
            fixed(WebhookVerifier.standard(
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")),
            fixed(WebhookVerifier.github("secret")),
            fixed(WebhookVerifier.stripe("secret")),
            fixed(WebhookVerifier.hmac("X-Acme", HmacHash.SHA512, SignatureEncoding.BASE64, "secret")));

    private static WebhookVerifier fixed(WebhookVerifier verifier) {
        return verifier.withClock(InstantSource.fixed(NOW));
    }

    @Property(tries = 2000)
    void strangersAreRefused(
            @ForAll("values") String id,
            @ForAll("times") String time,
            @ForAll("signatures") String signature,
            @ForAll byte[] body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", signature);
        headers.put("X-Hub-Signature-256", signature);
        headers.put("Stripe-Signature", "t=" + time + "," + signature);
        headers.put("X-Acme", signature);

        for (WebhookVerifier verifier : VERIFIERS) {
            assertThatThrownBy(() -> verifier.verify(headers, body))
                    .isExactlyInstanceOf(WebhookVerificationException.class);
        }
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.just("msg_1"), Arbitraries.strings().ofMaxLength(300));
    }

    @Provide
    Arbitrary<String> times() {
        return Arbitraries.oneOf(
                Arbitraries.just("1700000000"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigIntegers().map(String::valueOf),
                Arbitraries.strings().ofMaxLength(30));
    }

    @Provide
    Arbitrary<String> signatures() {
        Arbitrary<String> prefix = Arbitraries.of("v1,", "v1a,", "v1=", "sha256=", "t=", "v2,", ",", "=", "");
        Arbitrary<String> base64 =
                Arbitraries.strings().withChars("ABCDabcd0189+/=-_!é").ofMaxLength(100);
        Arbitrary<String> signatureSized =
                Arbitraries.strings().withChars("ABab01+/").ofLength(86).map(text -> text + "==");
        Arbitrary<String> entry = Arbitraries.oneOf(
                prefix.flatMap(start -> base64.map(text -> start + text)),
                signatureSized.map(text -> "v1a," + text),
                Arbitraries.strings().ofMaxLength(50));
        return Arbitraries.oneOf(
                entry.list().ofMaxSize(3).map(entries -> String.join(" ", entries)),
                entry.list().ofMaxSize(3).map(entries -> String.join(",", entries)),
                entry.map(text -> (text + " ").repeat(200)),
                entry.map(text -> (text + ",").repeat(200)));
    }

    @Property(tries = 3)
    void hugeHeadersAreRefusedWithLittleWork(@ForAll("separators") String separator) {
        String huge = ("v1a," + "A".repeat(86) + "==" + separator).repeat(50_000);
        Map<String, String> headers = Map.of(
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                "1700000000",
                "webhook-signature",
                huge,
                "X-Hub-Signature-256",
                huge,
                "Stripe-Signature",
                "t=1700000000," + huge,
                "X-Acme",
                huge);

        for (WebhookVerifier verifier : VERIFIERS) {
            assertThatThrownBy(() -> verifier.verify(headers, new byte[0]))
                    .isExactlyInstanceOf(WebhookVerificationException.class);
        }
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of(" ", ",", "");
    }
}
