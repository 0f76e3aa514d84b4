package dev.webhook.retention;

import java.util.function.Consumer;

/** Rows on their way into an archive, such as the {@code forEach} of a query's results. */
@FunctionalInterface
public interface ArchiveRows {

    /**
     * Hands over each row, in the order they are to be kept: a JSON value without a line break. Called once, and never
     * again.
     */
    void forEach(Consumer<String> row);
}
