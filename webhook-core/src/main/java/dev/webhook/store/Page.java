package dev.webhook.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing, newest first.
 *
 * <p>Immutable and thread-safe if its items are.
 *
 * @param items what the page holds, at most as many as were asked for
 * @param next where the next page begins, or null if this is the last
 */
public record Page<T>(List<T> items, @Nullable Cursor next) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Cuts a page from {@code found}, which holds up to one item more than {@code request} asks for, so that it is
     * known whether another page follows.
     *
     * @param key the text that identifies an item's place in the listing
     */
    public static <T> Page<T> cut(List<T> found, PageRequest request, Function<T, String> key) {
        if (found.size() <= request.size()) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, request.size());
        return new Page<>(items, new Cursor(key.apply(items.get(items.size() - 1))));
    }

    /** Returns the request for the page that follows this one, or empty if this is the last. */
    public Optional<PageRequest> nextRequest(int size) {
        return Optional.ofNullable(next).map(cursor -> new PageRequest(size, cursor));
    }
}
