package dev.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What something was, and from when on. For one thread at a time. */
final class History<K, V> {

    private final Map<K, List<Version<V>>> all = new HashMap<>();

    private record Version<V>(Instant from, V value) {}

    /** Notes what it is from now on, if that is something else. */
    void note(Instant now, K key, V value) {
        List<Version<V>> versions = all.computeIfAbsent(key, first -> new ArrayList<>());
        if (versions.isEmpty() || !versions.get(versions.size() - 1).value().equals(value)) {
            versions.add(new Version<>(now, value));
        }
    }

    /** Returns all that it was from {@code from} until now. */
    List<V> since(Instant from, K key) {
        List<Version<V>> versions = Objects.requireNonNull(all.get(key));
        List<V> since = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            boolean over =
                    i + 1 < versions.size() && !versions.get(i + 1).from().isAfter(from);
            if (!over) {
                since.add(versions.get(i).value());
            }
        }
        return since;
    }

    /** Returns all that it ever was. */
    List<V> ever(K key) {
        return since(Instant.MIN, key);
    }
}
