package dev.webhook.http;

import okhttp3.HttpUrl;

/**
 * The URL of an endpoint, in the normal form in which it is stored and sent.
 *
 * <p>That it has this form doesn't mean that it may be called: {@link AddressPolicy#accept} makes one from what a user
 * entered, {@link AddressPolicy#refusal(EndpointUrl)} judges a stored one.
 *
 * <p>Immutable and thread-safe.
 *
 * @param value the whole URL; its path and query can hold secrets, so it belongs into no log
 */
public record EndpointUrl(String value) {

    /**
     * Checks the form.
     *
     * @throws InvalidUrlException if {@code value} is not an {@code http} or {@code https} URL in normal form
     */
    public EndpointUrl {
        HttpUrl parsed = UrlForm.parse(value);
        if (parsed == null) {
            throw new InvalidUrlException("URL must be an http or https URL with a valid host and port,"
                    + " such as 'https://example.com/hooks'");
        }
        if (!parsed.toString().equals(value)) {
            throw new InvalidUrlException("URL with host '" + Shown.text(parsed.host())
                    + "' is not in normal form; take what AddressPolicy.accept returns for it");
        }
    }

    /**
     * Returns the URL that was stored as {@code stored}.
     *
     * @throws InvalidUrlException if {@code stored} is not an {@code http} or {@code https} URL in normal form
     */
    public static EndpointUrl of(String stored) {
        return new EndpointUrl(stored);
    }

    /** Returns {@code http} or {@code https}. */
    public String scheme() {
        return HttpUrl.get(value).scheme();
    }

    /** Returns the host: a name of ASCII characters in lower case, or an address without brackets. */
    public String host() {
        return HttpUrl.get(value).host();
    }

    /** Returns the port, 1 to 65535; that of the scheme if the URL names none. */
    public int port() {
        return HttpUrl.get(value).port();
    }

    /** Returns scheme, host and port only, such as {@code https://example.com/...}; the rest can hold secrets. */
    @Override
    public String toString() {
        HttpUrl url = HttpUrl.get(value);
        String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
        String port = url.port() == HttpUrl.defaultPort(url.scheme()) ? "" : ":" + url.port();
        return url.scheme() + "://" + host + port + "/...";
    }
}
