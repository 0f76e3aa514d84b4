package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Mutants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two messages that were signed, parts are changed and exchanged: only what was signed verifies. */
@Tag("sweep")
class NearlySignedTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** What was sent; each character of the body is a byte of it. */
    private record Message(Map<String, String> headers, String body) {

        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }

        Message with(String header, String value) {
            Map<String, String> changed = new TreeMap<>(headers);
            changed.put(header, value);
            return new Message(changed, body);
        }

        boolean has(Message signed, String header) {
            return headers.getOrDefault(header, "").equals(signed.headers().get(header));
        }
    }

    private final Random random = new Random(20_261_127);

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1a", "github", "stripe", "hmac:X-Acme:sha512:base64"})
    void onlyWhatWasSignedVerifies(String scheme) {
        SigningKey key = key(new SigningScheme(scheme));
        WebhookVerifier verifier = verifier(key).withClock(InstantSource.fixed(NOW));
        List<Message> signed =
                List.of(signed(key, "msg_1", NOW, "{\"n\":1}"), signed(key, "msg_2", NOW.minusSeconds(9), "{\"n\":2}"));
        int accepted = 0;
        for (int i = 0; i < 1_500; i++) {
            Message received = changed(signed.get(0), signed.get(1));
            boolean verifies = verifies(verifier, received);
            assertThat(verifies)
                    .as(received.toString())
                    .isEqualTo(signed.stream().anyMatch(message -> isOf(message, received, scheme)));
            accepted += verifies ? 1 : 0;
        }
        assertThat(accepted).isBetween(15, 1_000);
    }

    private static SigningKey key(SigningScheme scheme) {
        return SigningKey.of(scheme, Signers.builtIn().signer(scheme).generate(), NOW);
    }

    private static WebhookVerifier verifier(SigningKey key) {
        String secret = key.secret().reveal();
        return switch (key.scheme().name()) {
            case "v1" -> WebhookVerifier.standard(secret);
            case "v1a" -> WebhookVerifier.standard(String.valueOf(key.publicKey()));
            case "github" -> WebhookVerifier.github(secret);
            case "stripe" -> WebhookVerifier.stripe(secret);
            default -> WebhookVerifier.hmac("X-Acme", HmacHash.SHA512, SignatureEncoding.BASE64, secret);
        };
    }

    private static Message signed(SigningKey key, String id, Instant at, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return new Message(new TreeMap<>(Signers.builtIn().headers(id, at, bytes, List.of(key))), body);
    }

    private static boolean verifies(WebhookVerifier verifier, Message message) {
        try {
            verifier.verify(message.headers(), message.bytes());
            return true;
        } catch (WebhookVerificationException refused) {
            return false;
        }
    }

    private Message changed(Message one, Message other) {
        List<String> names = List.copyOf(one.headers().keySet());
        String name = names.get(random.nextInt(names.size()));
        String value = String.valueOf(one.headers().get(name));
        return switch (random.nextInt(6)) {
            case 0 -> one.with(name, String.valueOf(other.headers().get(name)));
            case 1 -> new Message(one.headers(), random.nextInt(4) == 0 ? one.body() : other.body());
            case 2 -> new Message(one.headers(), flipped(one.bytes()));
            case 3 -> one.with(name, oneCharacterChanged(value));
            case 4 ->
                one.with(
                        name,
                        value
                                + List.of(" ", ",", ", ", " v1,").get(random.nextInt(4))
                                + other.headers().get(name));
            default -> one.with(name, Mutants.of(value, random));
        };
    }

    private String flipped(byte[] body) {
        byte[] copy = Arrays.copyOf(body, body.length + random.nextInt(2));
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    /** The last characters of a signature matter most: some decoders don't look at all of their bits. */
    private String oneCharacterChanged(String value) {
        int at = random.nextBoolean()
                ? random.nextInt(value.length())
                : Math.max(0, value.length() - 1 - random.nextInt(4));
        return value.substring(0, at) + BASE64.charAt(random.nextInt(BASE64.length())) + value.substring(at + 1);
    }

    /** Says without any cryptography whether {@code received} is {@code signed}, beside which other entries may stand. */
    private static boolean isOf(Message signed, Message received, String scheme) {
        if (!signed.body().equals(received.body())) {
            return false;
        }
        return switch (scheme) {
            case "v1", "v1a" ->
                received.has(signed, "webhook-id")
                        && received.has(signed, "webhook-timestamp")
                        && entries(received, "webhook-signature", " ")
                                .contains(signed.headers().get("webhook-signature"));
            case "stripe" -> isOfStripe(signed, received);
            case "github" ->
                String.valueOf(signed.headers().get("X-Hub-Signature-256"))
                        .equals(received.headers().get("X-Hub-Signature-256").toLowerCase(Locale.ROOT));
            default -> received.has(signed, "X-Acme");
        };
    }

    private static boolean isOfStripe(Message signed, Message received) {
        List<String> sent = entries(signed, "Stripe-Signature", ",");
        List<String> got = entries(received, "Stripe-Signature", ",");
        return got.stream()
                        .filter(entry -> entry.startsWith("t="))
                        .findFirst()
                        .filter(sent.get(0)::equals)
                        .isPresent()
                && got.contains(sent.get(1));
    }

    private static List<String> entries(Message message, String header, String separator) {
        return Arrays.asList(String.valueOf(message.headers().get(header)).split(separator, 33));
    }
}
