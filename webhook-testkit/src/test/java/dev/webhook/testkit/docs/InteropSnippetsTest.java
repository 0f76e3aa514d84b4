package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.NewEvent;
import dev.webhook.signing.HmacHash;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SignatureEncoding;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.signing.VerifiedWebhook;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.RecordingDispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scheme of {@code docs/interop.md}, signed by the dispatcher and verified as a receiver does it. */
class InteropSnippetsTest {

    private static final String URL = "https://example.com/hooks";
    private static final SigningScheme ACME =
            SigningScheme.hmacHeader("X-Acme-Signature", HmacHash.SHA512, SignatureEncoding.BASE64);

    private static final Map<String, SigningScheme> SCHEMES = Map.of(
            "v1", SigningScheme.STANDARD,
            "v1a", SigningScheme.ED25519,
            "github", SigningScheme.GITHUB,
            "stripe", SigningScheme.STRIPE,
            "hmac:X-Acme-Signature:sha512:base64", ACME);

    private final RecordingDispatcher webhooks = RecordingDispatcher.create();

    @AfterEach
    void close() {
        webhooks.close();
    }

    static List<Map<String, String>> schemes() {
        return Docs.table("docs/interop.md", "schemes");
    }

    @Test
    void everySchemeIsInTheTable() {
        assertThat(schemes())
                .extracting(row -> Docs.code(row.get("name")))
                .containsExactlyInAnyOrderElementsOf(SCHEMES.keySet());
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void aSchemeWritesItsHeadersAndVouchesForWhatTheTableSays(Map<String, String> row) {
        SigningScheme scheme = SCHEMES.get(Docs.code(row.get("name")));
        SigningKey key = register(EndpointSpec.url(URL).subscribe("*").signWith(scheme))
                .signingKeys()
                .get(0);
        ReceivedRequest request = send();

        assertThat(request.header(Docs.code(row.get("header")))).isPresent();
        VerifiedWebhook verified = verifier(scheme, key)
                .withClock(webhooks.clock())
                .verify(name -> request.header(name).orElse(null), request.body());
        String vouched = (verified.id() == null ? "" : "id, ") + (verified.timestamp() == null ? "" : "timestamp, ");
        assertThat(row.get("signs")).isEqualTo(vouched + "body");
        if (verified.timestamp() != null) {
            webhooks.clock().advance(Duration.ofMinutes(6));
            assertThatExceptionOfType(WebhookVerificationException.class)
                    .isThrownBy(() -> verifier(scheme, key)
                            .withClock(webhooks.clock())
                            .verify(name -> request.header(name).orElse(null), request.body()));
        }
    }

    private static WebhookVerifier verifier(SigningScheme scheme, SigningKey key) {
        String secret = key.secret().reveal();
        String publicKey = key.publicKey();
        if (scheme.equals(SigningScheme.GITHUB)) {
            return WebhookVerifier.github(secret);
        }
        if (scheme.equals(SigningScheme.STRIPE)) {
            return WebhookVerifier.stripe(secret);
        }
        if (scheme.equals(ACME)) {
            return WebhookVerifier.hmac("X-Acme-Signature", HmacHash.SHA512, SignatureEncoding.BASE64, secret);
        }
        return WebhookVerifier.standard(publicKey == null ? secret : publicKey);
    }

    @Test
    void aReceiverMovesFromOneSchemeToAnother() {
        // snippet: migration
        EndpointSpec both = EndpointSpec.url("https://example.com/hooks")
                .subscribe("*")
                .signWith(SigningScheme.GITHUB, Secret.of("the secret that the receiver has"))
                .signWith(SigningScheme.STANDARD);
        // end
        register(both);

        ReceivedRequest request = send();

        assertThat(request.header("X-Hub-Signature-256")).isPresent();
        assertThat(request.header("webhook-signature")).isPresent();
    }

    @Test
    void aRotationOverlapsAndARevocationDoesNot() {
        WebhookDispatcher dispatcher = webhooks.dispatcher();
        Endpoint registered = register(EndpointSpec.url(URL).subscribe("*"));
        EndpointId endpoint = registered.id();
        SigningKey old = registered.signingKeys().get(0);
        // snippet: rotation
        SigningKey fresh = dispatcher.endpoints().rotateSecret(endpoint, SigningScheme.STANDARD);
        // ... both sign for the rotation overlap; if the old one leaked, end it now:
        dispatcher.endpoints().revokeSecret(endpoint, old.id());
        // end
        ReceivedRequest request = send();

        assertThat(request.header("webhook-signature").orElseThrow()).doesNotContain(" ");
        WebhookVerifier.standard(fresh.secret().reveal())
                .withClock(webhooks.clock())
                .verify(name -> request.header(name).orElse(null), request.body());
    }

    @Test
    void aReceiverVerifies() {
        Endpoint endpoint = register(EndpointSpec.url(URL).subscribe("*"));
        String secret = endpoint.signingKeys().get(0).secret().reveal();
        ReceivedRequest request = send();
        // snippet: verifier
        WebhookVerifier verifier = WebhookVerifier.standard(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .withTolerance(Duration.ofMinutes(2));
        // end
        VerifiedWebhook verified = verifier.withClock(webhooks.clock())
                .verify(name -> request.header(name).orElse(null), request.body());
        assertThat(verified.id()).isEqualTo(webhooks.published().get(0).id().toString());
    }

    private Endpoint register(EndpointSpec spec) {
        return webhooks.dispatcher().endpoints().register(42, spec);
    }

    private ReceivedRequest send() {
        webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
        webhooks.runUntilIdle();
        List<ReceivedRequest> requests = webhooks.requests();
        return requests.get(requests.size() - 1);
    }
}
