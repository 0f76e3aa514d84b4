package dev.webhook.signing;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Shorthand for what a receiver gets. */
final class Received {

    private Received() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, String> headers(Map<String, String> base, String name, String value) {
        Map<String, String> changed = new HashMap<>(base);
        changed.put(name, value);
        return changed;
    }

    static Map<String, String> without(Map<String, String> base, String name) {
        Map<String, String> changed = new HashMap<>(base);
        changed.remove(name);
        return changed;
    }
}
