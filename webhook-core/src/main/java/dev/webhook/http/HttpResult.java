package dev.webhook.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one HTTP exchange ended. A failure is a value here, never an exception.
 *
 * <p>Nothing in it holds the URL's path or query, or a header of the request; texts of the library's own are one line of
 * at most 300 characters.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface HttpResult {

    /**
     * The receiver answered. That holds as soon as status and headers are in: a body that is cut by the cap, the
     * deadline or a broken connection doesn't take the answer back.
     *
     * @param status the status, 100 to 999; redirects come as they are
     * @param headers the headers by name, regardless of case, each with its values in order; of a long list the first
     *     128 lines; control characters are replaced
     * @param body the start of the body, never inflated, as UTF-8 text in which invalid bytes and NUL are replaced by
     *     U+FFFD
     * @param bodyTruncated whether there was, or may have been, more
     * @param took the time from the call to here
     * @param phases what of that each phase took; one that didn't happen, or is unknown, is left out
     */
    record Response(
            int status,
            Map<String, List<String>> headers,
            String body,
            boolean bodyTruncated,
            Duration took,
            Map<Phase, Duration> phases)
            implements HttpResult {

        /** Makes a response whose phases are unknown. */
        public Response(
                int status, Map<String, List<String>> headers, String body, boolean bodyTruncated, Duration took) {
            this(status, headers, body, bodyTruncated, took, Map.of());
        }

        /**
         * Copies the headers and the phases.
         *
         * @throws IllegalArgumentException if the status is not between 100 and 999, or {@code took} is negative
         */
        public Response {
            if (status < 100 || status > 999) {
                throw new IllegalArgumentException("status " + status + " must be between 100 and 999 (RFC 9110)");
            }
            requireNotNegative(took);
            Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.forEach((name, values) ->
                    copy.computeIfAbsent(name, ignored -> new ArrayList<>()).addAll(values));
            copy.replaceAll((name, values) -> List.copyOf(values));
            headers = Collections.unmodifiableMap(copy);
            phases = Map.copyOf(phases);
        }

        /** Returns the first value of the header {@code name}, regardless of case. */
        public Optional<String> header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst();
        }

        /** Returns the status and sizes only: headers and body belong to the receiver. */
        @Override
        public String toString() {
            return "Response[" + status + ", " + headers.size() + " headers, " + body.length() + " characters"
                    + (bodyTruncated ? " (truncated)" : "") + ", took=" + took + "]";
        }
    }

    /**
     * No answer came: whether the receiver has got the request is unknown.
     *
     * @param cause where it failed
     * @param message what happened, for people
     * @param took the time from the call to here
     * @param phases what of that each phase took, the one in which it failed too; one that didn't happen, or is unknown,
     *     is left out
     */
    record Unreachable(Cause cause, String message, Duration took, Map<Phase, Duration> phases) implements HttpResult {

        /** Makes a result whose phases are unknown. */
        public Unreachable(Cause cause, String message, Duration took) {
            this(cause, message, took, Map.of());
        }

        /**
         * Copies the phases.
         *
         * @throws IllegalArgumentException if {@code took} is negative
         */
        public Unreachable {
            requireNotNegative(took);
            phases = Map.copyOf(phases);
        }
    }

    /**
     * The address policy forbids it, and nothing was sent.
     *
     * @param reason what is forbidden, for people
     */
    record Blocked(String reason) implements HttpResult {

        /** Returns nothing: the exchange didn't happen. */
        @Override
        public Map<Phase, Duration> phases() {
            return Map.of();
        }
    }

    /** Returns how long each phase took; one that didn't happen, or is unknown, is left out. */
    Map<Phase, Duration> phases();

    /** Where an exchange without an answer failed. */
    enum Cause {
        /** The host has no address, or the look-up failed. */
        DNS,
        /** No connection came about: refused, no route. */
        CONNECT,
        /** The TLS handshake failed, or the certificate is not trusted or not the host's. */
        TLS,
        /** The time was up before the response's headers were in, in whatever stage. */
        TIMEOUT,
        /** The connection broke, or what came is not HTTP or too long. */
        IO,
        /** The sender gave up: the thread was interrupted or the transport closed. Not the endpoint's fault. */
        CANCELLED
    }

    private static void requireNotNegative(Duration took) {
        if (took.isNegative()) {
            throw new IllegalArgumentException("took " + took + " must not be negative");
        }
    }
}
