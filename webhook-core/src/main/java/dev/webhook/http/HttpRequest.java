package dev.webhook.http;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One HTTP request to an endpoint: a {@code POST} of a body with headers, to be done within a timeout.
 *
 * <p>Immutable and thread-safe, as long as nobody changes the body's array.
 */
public final class HttpRequest {

    /** The longest timeout. */
    public static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final Set<String> OWN = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final EndpointUrl url;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Duration timeout;
    private final List<Cidr> allowlist;

    private HttpRequest(Builder builder) {
        this.url = builder.url;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.body = builder.body;
        this.timeout = builder.timeout;
        this.allowlist = builder.allowlist;
    }

    /** Returns a builder of a request to {@code url}. */
    public static Builder to(EndpointUrl url) {
        return new Builder(url);
    }

    /** Returns where to send it. */
    public EndpointUrl url() {
        return url;
    }

    /** Returns the headers in the order in which they are sent, unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body's bytes: not a copy, because a body is sent as it is. Nobody may change them. */
    public byte[] body() {
        return body;
    }

    /** Returns the time for look-up, connect, TLS, request and response together, 1 ms to {@link #MAX_TIMEOUT}. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns the ranges of addresses to which the endpoint is restricted; empty if it is not. Unmodifiable. */
    public List<Cidr> allowlist() {
        return allowlist;
    }

    /** Returns host, header names and sizes; no path, header value or content, which can hold secrets. */
    @Override
    public String toString() {
        return "HttpRequest[" + url.host() + ":" + url.port() + ", headers=" + headers.keySet() + ", " + body.length
                + " bytes, timeout=" + timeout + ", allowlist=" + allowlist + "]";
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final EndpointUrl url;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        private byte[] body = new byte[0];
        private Duration timeout = Duration.ofSeconds(30);
        private List<Cidr> allowlist = List.of();

        private Builder(EndpointUrl url) {
            this.url = url;
        }

        /**
         * Adds a header. The connection's own ones, such as {@code Host} and {@code Content-Length}, are set by the
         * transport.
         *
         * @throws IllegalArgumentException if the name is no token or the value not printable ASCII (RFC 9110, 5.1 and
         *     5.5), or the name is there already or is one of the connection's own
         */
        public Builder header(String name, String value) {
            if (!isToken(name)) {
                throw new IllegalArgumentException("header name '" + Shown.text(name)
                        + "' must be a token of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110)");
            }
            if (!isPrintable(value)) {
                throw new IllegalArgumentException(
                        "value of header '" + name + "' must be printable ASCII, spaces and tabs (RFC 9110)");
            }
            if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("header '" + name + "' is set by the transport; leave it out");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("header '" + name + "' is there twice; give it one value");
            }
            headers.put(name, value);
            return this;
        }

        private static boolean isToken(String name) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                    return false;
                }
            }
            return !name.isEmpty();
        }

        private static boolean isPrintable(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' && c != '\t') || c > '~') {
                    return false;
                }
            }
            return true;
        }

        /** Adds all {@code more} headers, each as {@link #header} does. */
        public Builder headers(Map<String, String> more) {
            more.forEach(this::header);
            return this;
        }

        /** Sets the body: the array itself, not a copy, so nobody may change it any more. Defaults to no bytes. */
        public Builder body(byte[] bytes) {
            this.body = bytes;
            return this;
        }

        /**
         * Sets the time for everything together. Defaults to 30 seconds.
         *
         * @throws IllegalArgumentException if it is below 1 ms or above {@link #MAX_TIMEOUT}
         */
        public Builder timeout(Duration time) {
            if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException("timeout " + time + " must be between 1 ms and " + MAX_TIMEOUT);
            }
            this.timeout = time;
            return this;
        }

        /** Restricts the endpoint to addresses in {@code ranges}. Defaults to none, which is no restriction. */
        public Builder allowlist(List<Cidr> ranges) {
            this.allowlist = List.copyOf(ranges);
            return this;
        }

        /** Returns the request. */
        public HttpRequest build() {
            return new HttpRequest(this);
        }
    }
}
