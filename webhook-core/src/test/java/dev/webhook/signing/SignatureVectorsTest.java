package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that others published: the reference tests of Standard Webhooks, and GitHub's documentation. */
class SignatureVectorsTest {

    static Stream<JsonNode> vectors() throws IOException {
        try (InputStream json = SignatureVectorsTest.class.getResourceAsStream("/cases/signatures.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signsAsPublished(JsonNode vector) {
        assertThat(sign(vector)).containsExactly(Map.entry(header(vector), text(vector, "signature")));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void acceptsThePublishedSecret(JsonNode vector) {
        Signers.builtIn().signer(scheme(vector)).validate(secret(vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifiesAsPublished(JsonNode vector) {
        Map<String, String> headers = Map.of(
                "webhook-id",
                id(vector),
                "webhook-timestamp",
                Long.toString(time(vector).getEpochSecond()),
                header(vector),
                text(vector, "signature"));

        verifier(vector)
                .withClock(InstantSource.fixed(time(vector)))
                .verify(headers, Received.bytes(text(vector, "body")));
    }

    private static WebhookVerifier verifier(JsonNode vector) {
        if (scheme(vector).equals(SigningScheme.GITHUB)) {
            return WebhookVerifier.github(text(vector, "secret"));
        }
        return WebhookVerifier.standard(vector.has("public") ? text(vector, "public") : text(vector, "secret"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void thePublicKeyIsTheOnePublished(JsonNode vector) {
        SigningKey key = SigningKey.of(scheme(vector), secret(vector), Instant.EPOCH);

        assertThat(key.publicKey()).isEqualTo(vector.has("public") ? text(vector, "public") : null);
    }

    private static Map<String, String> sign(JsonNode vector) {
        return Signers.builtIn()
                .signer(scheme(vector))
                .sign(id(vector), time(vector), Received.bytes(text(vector, "body")), List.of(secret(vector)));
    }

    private static SigningScheme scheme(JsonNode vector) {
        return new SigningScheme(text(vector, "scheme"));
    }

    private static Secret secret(JsonNode vector) {
        return Secret.of(text(vector, "secret"));
    }

    private static String header(JsonNode vector) {
        return vector.path("header").asText("webhook-signature");
    }

    private static String id(JsonNode vector) {
        return vector.path("id").asText("unsigned");
    }

    private static Instant time(JsonNode vector) {
        return Instant.ofEpochSecond(vector.path("timestamp").asLong());
    }

    private static String text(JsonNode vector, String field) {
        return vector.required(field).asText();
    }
}
