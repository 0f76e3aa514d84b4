package dev.webhook.benchmarks.chaos;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The secrets that receivers were given, by the URL of their endpoint, the newest last. Thread-safe. */
final class SecretsKnown {

    /** Clocks that are set ahead, and requests that were held up, are no business of the signature. */
    private static final Duration ANY_TIME = Duration.ofDays(365);

    private static final String TIMESTAMP = "webhook-timestamp";

    private final Map<String, List<String>> secrets = new ConcurrentHashMap<>();

    void learn(Endpoint endpoint) {
        for (SigningKey key : endpoint.signingKeys()) {
            learn(endpoint.settings().url().value(), key);
        }
    }

    void learn(String url, SigningKey key) {
        secrets.computeIfAbsent(url, any -> new CopyOnWriteArrayList<>())
                .add(key.secret().reveal());
    }

    /** Returns all that ever were. */
    List<String> all() {
        return secrets.values().stream().flatMap(List::stream).toList();
    }

    Received.Proof proof(String url, Function<String, @Nullable String> headers, byte[] body) {
        List<String> known = new ArrayList<>(secrets.getOrDefault(url, List.of()));
        String timestamp = headers.apply(TIMESTAMP);
        return new Received.Proof(
                timestamp == null ? null : Instant.ofEpochSecond(Long.parseLong(timestamp)),
                known.stream().anyMatch(secret -> verifies(secret, headers, body)),
                !known.isEmpty() && verifies(known.get(known.size() - 1), headers, body),
                hash(body));
    }

    private static boolean verifies(String secret, Function<String, @Nullable String> headers, byte[] body) {
        try {
            WebhookVerifier.standard(secret).withTolerance(ANY_TIME).verify(headers, body);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
