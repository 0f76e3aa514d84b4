package dev.webhook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the mistakes of a configuration. Not thread-safe. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    void require(boolean right, String problem) {
        if (!right) {
            found.add(problem);
        }
    }

    void notNull(String option, @Nullable Object value) {
        require(value != null, option + " must not be null");
    }

    <T extends Comparable<T>> void range(String option, T value, T least, T most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                option + " must be from " + least + " to " + most + ", not " + value);
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
