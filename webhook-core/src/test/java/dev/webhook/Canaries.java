package dev.webhook;

import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Secrets that were put somewhere, and the forms in which they could come out elsewhere. For one thread at a time. */
final class Canaries {

    private static final int SHORTEST = 8;

    private final Set<String> texts = new TreeSet<>();

    /** Returns {@code text}, which from now on is a secret. */
    String hide(String text) {
        if (text.length() < SHORTEST) {
            throw new IllegalArgumentException("'" + text + "' might be found by chance");
        }
        texts.add(text);
        return text;
    }

    /** Returns the secret {@code text}, hidden with the bytes that stand in it after its prefix. */
    Secret hideSecret(String text) {
        hide(text.substring(text.indexOf('_') + 1));
        return Secret.of(text);
    }

    void hide(List<SigningKey> keys) {
        keys.forEach(key -> hideSecret(key.secret().reveal()));
    }

    List<String> texts() {
        return List.copyOf(texts);
    }

    /** Returns which of {@code secrets} stand in {@code printed}, as they are, as bytes, in base64 or in hex. */
    static List<String> found(List<String> secrets, String printed) {
        List<String> found = new ArrayList<>();
        for (String secret : secrets) {
            forms(secret).filter(printed::contains).forEach(found::add);
        }
        return found;
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String list = Arrays.toString(bytes);
        return Stream.of(
                secret,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                list.substring(1, list.length() - 1));
    }
}
