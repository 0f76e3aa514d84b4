package dev.webhook.http;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The URL of an endpoint, in the normal form in which it is stored and sent.
 *
 * <p>That it has this form doesn't mean that it may be called: {@link AddressPolicy#accept} makes one from what a user
 * entered, {@link AddressPolicy#refusal(EndpointUrl)} judges a stored one.
 *
 * <p>Immutable and thread-safe. Two are equal if they are the same text.
 */
public final class EndpointUrl {

    private final HttpUrl url;

    private EndpointUrl(HttpUrl url) {
        this.url = url;
    }

    /**
     * Returns the URL that was stored as {@code stored}.
     *
     * @throws InvalidUrlException if {@code stored} is not an {@code http} or {@code https} URL in normal form
     */
    public static EndpointUrl of(String stored) {
        HttpUrl parsed = UrlForm.parse(stored);
        if (parsed == null) {
            throw new InvalidUrlException("URL must be an http or https URL with a valid host and port,"
                    + " such as 'https://example.com/hooks'");
        }
        if (!parsed.toString().equals(stored)) {
            throw new InvalidUrlException("URL with host '" + Shown.text(parsed.host())
                    + "' is not in normal form; take what AddressPolicy.accept returns for it");
        }
        return new EndpointUrl(parsed);
    }

    /** Returns the whole URL; its path and query can hold secrets, so it belongs into no log. */
    public String value() {
        return url.toString();
    }

    /** Returns {@code http} or {@code https}. */
    public String scheme() {
        return url.scheme();
    }

    /** Returns the host: a name of ASCII characters in lower case, or an address without brackets. */
    public String host() {
        return url.host();
    }

    /** Returns the port, 1 to 65535; that of the scheme if the URL names none. */
    public int port() {
        return url.port();
    }

    /** Returns this as OkHttp has it. */
    HttpUrl parsed() {
        return url;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointUrl that && url.equals(that.url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    /** Returns scheme, host and port only, such as {@code https://example.com/...}; the rest can hold secrets. */
    @Override
    public String toString() {
        String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
        String port = url.port() == HttpUrl.defaultPort(url.scheme()) ? "" : ":" + url.port();
        return url.scheme() + "://" + host + port + "/...";
    }
}
