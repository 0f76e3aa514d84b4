package dev.webhook.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The headers that an endpoint's owner adds to every request: at most 32, whose names are tokens and whose values are
 * printable ASCII (RFC 9110, 5.1 and 5.5).
 *
 * <p>Reserved, because the library, the connection or somebody else speaks through them:
 * <ul>
 *   <li>the message and its body: {@code Host}, {@code Expect}, {@code Content-*}, {@code Accept-Encoding},
 *       {@code User-Agent};
 *   <li>the connection: {@code Connection}, {@code Keep-Alive}, {@code TE}, {@code Trailer}, {@code Transfer-Encoding},
 *       {@code Upgrade}, {@code HTTP2-Settings}, {@code Proxy-*};
 *   <li>credentials, which have their own encrypted place: {@code Authorization}, {@code Cookie};
 *   <li>signatures: {@code Webhook-*} (Standard Webhooks 1.0), {@code X-Hub-Signature}, {@code X-Hub-Signature-256},
 *       {@code Stripe-Signature}, {@code Signature}, {@code Signature-Input} (RFC 9421);
 *   <li>what proxies say about a sender: {@code Forwarded}, {@code X-Forwarded-*}, {@code X-Real-IP}, {@code Via};
 *   <li>the keys to cloud metadata services: {@code Metadata}, {@code Metadata-Flavor}, {@code X-aws-ec2-metadata-*}.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class CustomHeaders {

    /** The most headers. */
    public static final int MAX_COUNT = 32;

    /** The longest name in characters. */
    public static final int MAX_NAME_LENGTH = 128;

    /** The longest value in characters. */
    public static final int MAX_VALUE_LENGTH = 4_096;

    /** The most characters of all names and values together. */
    public static final int MAX_TOTAL_LENGTH = 8_192;

    private static final CustomHeaders NONE = new CustomHeaders(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("(?:[!-~](?:[ -~\t]*[!-~])?)?");
    private static final Set<String> RESERVED = Set.of(
            "host",
            "expect",
            "accept-encoding",
            "user-agent",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "authorization",
            "cookie",
            "x-hub-signature",
            "x-hub-signature-256",
            "stripe-signature",
            "signature",
            "signature-input",
            "forwarded",
            "x-real-ip",
            "via",
            "metadata",
            "metadata-flavor");
    private static final List<String> RESERVED_PREFIXES =
            List.of("content-", "proxy-", "webhook-", "x-forwarded-", "x-aws-ec2-metadata-");

    private final Map<String, String> headers;

    private CustomHeaders(Map<String, String> headers) {
        this.headers = Collections.unmodifiableMap(headers);
    }

    /** Returns no headers. */
    public static CustomHeaders none() {
        return NONE;
    }

    /**
     * Returns the headers of {@code headers}, from name to value.
     *
     * @throws IllegalArgumentException if a name is not a token, too long, reserved, or there twice but for case; if a
     *     value is too long, has other characters than printable ASCII, space and tab, or begins or ends in space; or if
     *     there are too many. The message lists all that is wrong, and shows names only.
     */
    public static CustomHeaders of(Map<String, String> headers) {
        List<String> problems = new ArrayList<>();
        Map<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        // sorted, so that the message doesn't depend on the map's order
        new TreeMap<>(headers).forEach((name, value) -> {
            problem(name, value).ifPresent(problems::add);
            if (checked.put(name, value) != null) {
                problems.add("'" + Shown.text(name) + "' is there twice; names don't differ by case");
            }
        });
        sizeProblem(headers).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("custom headers: " + String.join("; ", problems));
        }
        return new CustomHeaders(checked);
    }

    /** Returns the headers from name, as it was given, to value; read-only, sorted, looked up without regard to case. */
    public Map<String, String> asMap() {
        return headers;
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return headers.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CustomHeaders that && Map.copyOf(headers).equals(Map.copyOf(that.headers));
    }

    @Override
    public int hashCode() {
        return headers.hashCode();
    }

    /** Returns the names only, since values can be secret. */
    @Override
    public String toString() {
        return "CustomHeaders" + headers.keySet();
    }

    private static Optional<String> problem(String name, String value) {
        String shown = "'" + Shown.text(name) + "' ";
        if (name.length() > MAX_NAME_LENGTH) {
            return Optional.of(shown + "has " + name.length() + " characters, at most " + MAX_NAME_LENGTH);
        }
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of(shown + "is not a header name: letters, digits and '-' are, spaces and ':' aren't");
        }
        if (isReserved(name.toLowerCase(Locale.ROOT))) {
            return Optional.of(shown + "is reserved");
        }
        if (value.length() > MAX_VALUE_LENGTH) {
            return Optional.of(shown + "has a value of " + value.length() + " characters, at most " + MAX_VALUE_LENGTH);
        }
        return VALUE.matcher(value).matches()
                ? Optional.empty()
                : Optional.of(shown + "has a value that is not printable ASCII, or begins or ends in space");
    }

    private static Optional<String> sizeProblem(Map<String, String> headers) {
        if (headers.size() > MAX_COUNT) {
            return Optional.of("there are " + headers.size() + ", at most " + MAX_COUNT + " are allowed");
        }
        int total = headers.entrySet().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum();
        return total > MAX_TOTAL_LENGTH
                ? Optional.of("they have " + total + " characters, at most " + MAX_TOTAL_LENGTH + " are allowed")
                : Optional.empty();
    }

    private static boolean isReserved(String name) {
        return RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
