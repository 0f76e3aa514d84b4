package dev.webhook.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text that others wrote, in a form that PostgreSQL takes: U+FFFD stands for each NUL and each lone surrogate, neither of
 * which it stores. Thread-safe.
 */
final class StoredText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> SINGLE = new TypeReference<>() {};
    private static final TypeReference<Map<String, List<String>>> MANY = new TypeReference<>() {};
    private static final char REPLACEMENT = '\uFFFD';

    private StoredText() {}

    /** Returns {@code text} as it can be stored. */
    static @Nullable String of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int bad = nextBad(text, 0);
        if (bad == text.length()) {
            return text;
        }
        StringBuilder stored = new StringBuilder(text);
        for (; bad < text.length(); bad = nextBad(text, bad + 1)) {
            stored.setCharAt(bad, REPLACEMENT);
        }
        return stored.toString();
    }

    private static int nextBad(String text, int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i += 2;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return i;
            } else {
                i++;
            }
        }
        return i;
    }

    /** Returns a request's headers as a JSON object. */
    static String ofHeaders(Map<String, String> headers) {
        Map<String, @Nullable String> stored = new LinkedHashMap<>();
        headers.forEach((name, value) -> stored.put(String.valueOf(of(name)), of(value)));
        return json(stored);
    }

    /** Returns a response's headers as a JSON object. */
    static String ofResponseHeaders(Map<String, List<String>> headers) {
        Map<String, List<@Nullable String>> stored = new LinkedHashMap<>();
        headers.forEach((name, values) ->
                values.forEach(value -> stored.computeIfAbsent(String.valueOf(of(name)), same -> new ArrayList<>())
                        .add(of(value))));
        return json(stored);
    }

    /** Reads what {@link #ofHeaders} wrote. */
    static Map<String, String> headers(String json) {
        return read(json, SINGLE);
    }

    /** Reads what {@link #ofResponseHeaders} wrote. */
    static Map<String, List<String>> responseHeaders(String json) {
        return read(json, MANY);
    }

    private static String json(Object headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers can't be written as JSON", e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored headers are not the JSON they were written as", e);
        }
    }
}
