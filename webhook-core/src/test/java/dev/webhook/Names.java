package dev.webhook;

import java.util.HashMap;
import java.util.Map;

/** Short names of ids, in the order in which they were first named, so that a trace can be read. */
final class Names {

    private final Map<Object, String> names = new HashMap<>();
    private final Map<Class<?>, Integer> counts = new HashMap<>();

    String of(Object id) {
        return names.computeIfAbsent(
                id,
                unnamed -> unnamed.getClass().getSimpleName().replace("Id", " ")
                        + counts.merge(unnamed.getClass(), 1, Integer::sum));
    }

    /** Returns {@code text} with the names of the ids that have one. */
    String in(String text) {
        String named = text;
        for (Map.Entry<Object, String> entry : names.entrySet()) {
            named = named.replace(entry.getKey().toString(), entry.getValue());
        }
        return named;
    }
}
