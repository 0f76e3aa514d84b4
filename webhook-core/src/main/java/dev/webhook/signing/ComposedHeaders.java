package dev.webhook.signing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the headers of several schemes together and notes what doesn't fit. */
final class ComposedHeaders {

    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, SigningScheme> writers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> problems = new ArrayList<>();

    void add(SigningScheme scheme, Map<String, String> headers) {
        if (headers.isEmpty()) {
            problems.add("scheme '" + scheme + "' writes no header");
        }
        headers.forEach((name, value) -> add(scheme, name, value));
    }

    private void add(SigningScheme scheme, String name, String value) {
        if (!HeaderName.isToken(name) || !HeaderName.isValue(value)) {
            problems.add("scheme '" + scheme + "' writes a header that isn't a token of RFC 9110 and printable ASCII");
        } else if (HeaderName.isTaken(name)) {
            problems.add("scheme '" + scheme + "' writes header '" + name + "', which has another meaning");
        } else if (name.equalsIgnoreCase(StandardWebhooks.SIGNATURE)) {
            values.merge(name, value, (first, second) -> first + " " + second);
        } else {
            addAlone(scheme, name, value);
        }
    }

    private void addAlone(SigningScheme scheme, String name, String value) {
        SigningScheme writer = writers.putIfAbsent(name, scheme);
        if (writer != null) {
            problems.add("schemes '" + writer + "' and '" + scheme + "' both write header '" + name
                    + "'; an endpoint can use only one of them");
        }
        values.put(name, value);
    }

    List<String> problems() {
        return problems;
    }

    Map<String, String> with(String messageId, long timestamp) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("can't sign: " + String.join("; ", problems));
        }
        values.put(StandardWebhooks.ID, messageId);
        values.put(StandardWebhooks.TIMESTAMP, Long.toString(timestamp));
        return Collections.unmodifiableMap(values);
    }
}
