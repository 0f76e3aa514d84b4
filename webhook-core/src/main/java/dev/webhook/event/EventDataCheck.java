package dev.webhook.event;

import java.util.Optional;

/**
 * The check that event data passes before it is published: one JSON document as RFC 8259 defines it, in UTF-8.
 *
 * <p>It refuses all that PostgreSQL's type {@code json} would refuse, because a statement that fails there aborts the
 * caller's transaction, and beyond that only what is too large, nests too deep, or names a member with an escaped lone
 * surrogate, which JSON parsers refuse. Repeated names, the escape {@code \\u0000}, lone surrogates escaped in values, and
 * numbers of any length and exponent pass, as they do there.
 *
 * <p>Stateless and thread-safe.
 */
public final class EventDataCheck {

    /** The default limit of an event's data: 262,144 bytes (256 KiB). */
    public static final int DEFAULT_MAX_BYTES = 256 * 1024;

    /** The deepest nesting of arrays and objects: 100 levels; a plain value has level 0. */
    public static final int MAX_DEPTH = 100;

    private EventDataCheck() {}

    /**
     * Returns what is wrong with {@code json}, or empty if nothing is.
     *
     * <p>The answer is the end of a sentence that the caller begins ("event data is not JSON: …"). It names the first
     * mistake, its place (the byte counted from 0, the line and the column in characters counted from 1) and what would
     * be right, and never shows any of the content. The time taken is linear in the length.
     *
     * @param json the text; it is only read
     * @param maxBytes the greatest length that is accepted, in bytes
     */
    public static Optional<String> problem(byte[] json, int maxBytes) {
        if (json.length > maxBytes) {
            return Optional.of("has " + json.length + " bytes, at most " + maxBytes + " are allowed");
        }
        return new JsonScanner(json).problem();
    }
}
