package dev.webhook.retention;

import dev.webhook.store.TimeRange;

/**
 * The partition that an archive holds: the name of its table, its own, and the time that its rows span. Both names have
 * the form that {@link ObjectName} asks for, and at most 128 characters.
 *
 * <p>Immutable and thread-safe.
 */
public record ArchivedPartition(String table, String name, TimeRange range) {

    private static final int LONGEST_NAME = 128;

    public ArchivedPartition {
        requireName("table", table);
        requireName("partition", name);
    }

    static void requireName(String what, String name) {
        ObjectName.requireValid(what, name);
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(what + " must have at most " + LONGEST_NAME + " characters: " + name);
        }
    }
}
