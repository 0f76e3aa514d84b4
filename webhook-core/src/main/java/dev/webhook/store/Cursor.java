package dev.webhook.store;

/**
 * A place in a listing: where a page ended. It stays valid while rows are added or removed.
 *
 * <p>Immutable and thread-safe.
 *
 * @param token text made by the store; callers keep it as it is
 */
public record Cursor(String token) {}
