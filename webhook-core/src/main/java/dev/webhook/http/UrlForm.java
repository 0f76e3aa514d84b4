package dev.webhook.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The form that every endpoint's URL has, whatever the policy: what was entered must leave no room for two parsers to
 * see two hosts in it.
 */
final class UrlForm {

    /** The most characters, both as entered and in normal form. */
    static final int MAX_LENGTH = 2048;

    private static final int MAX_PORT = 65_535;
    private static final Pattern URL = Pattern.compile("(?i:https?)://(?<authority>[^/?]+)(?:[/?].*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:\\[\\]]+)(?::(?<port>.*))?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{0,20}");

    private UrlForm() {}

    /**
     * Returns the normal form of what a user entered.
     *
     * @throws InvalidUrlException if it is not of the form
     */
    static EndpointUrl normalise(String entered) {
        requireLength(entered, "");
        requireCharacters(entered);
        String authority = authorityOf(entered);
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new InvalidUrlException("what stands behind '//' must be a host, or a host, ':' and a port;"
                    + " an IPv6 address stands in brackets");
        }
        requirePort(parts.group("port"));
        String host = parts.group("host");
        HttpUrl parsed = parse(entered);
        if (parsed == null) {
            throw new InvalidUrlException("host '" + Shown.text(host)
                    + "' is neither a valid name (at most 253 characters, 63 between dots) nor an address");
        }
        HostForm.require(host, parsed.host());
        requireLength(parsed.toString(), " once percent-encoded");
        return EndpointUrl.of(parsed.toString());
    }

    /** Returns what OkHttp reads, or null if it can't; at {@code [1:2:3:4:5:6:7::8]} it runs out of its array (5.4.0). */
    static @Nullable HttpUrl parse(String url) {
        try {
            return HttpUrl.parse(url);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static void requireLength(String url, String when) {
        if (url.length() > MAX_LENGTH) {
            throw new InvalidUrlException(
                    "URL has " + url.length() + " characters" + when + ", at most " + MAX_LENGTH + " are allowed");
        }
    }

    private static void requireCharacters(String entered) {
        entered.codePoints().filter(UrlForm::isForbidden).findFirst().ifPresent(c -> {
            throw new InvalidUrlException(String.format(
                    "URL has the character U+%04X at index %d; spaces, control characters, backslashes and broken"
                            + " characters must be percent-encoded",
                    c, entered.indexOf(c)));
        });
        if (entered.indexOf('#') >= 0) {
            throw new InvalidUrlException("URL has a fragment ('#') at index " + entered.indexOf('#')
                    + ", which is never sent; leave it out, or write %23 for a number sign");
        }
    }

    private static boolean isForbidden(int c) {
        return c == '\\'
                || Character.isISOControl(c)
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.SURROGATE;
    }

    private static String authorityOf(String entered) {
        Matcher url = URL.matcher(entered);
        if (!url.matches()) {
            throw new InvalidUrlException("URL must start with 'https://' or 'http://', exactly two slashes, and a"
                    + " host, such as 'https://example.com/hooks'");
        }
        String authority = url.group("authority");
        if (authority.indexOf('@') >= 0) {
            throw new InvalidUrlException("URL has user-info ('@') in front of its host;"
                    + " give credentials as the endpoint's authentication");
        }
        if (authority.indexOf('%') >= 0) {
            throw new InvalidUrlException("URL has a '%' in its host or port;"
                    + " write a host without percent-encoding, and an IPv6 address without zone");
        }
        return authority;
    }

    private static void requirePort(@Nullable String port) {
        if (port != null && !(PORT.matcher(port).matches() && Integer.parseInt(port) <= MAX_PORT)) {
            throw new InvalidUrlException(
                    "port " + shownPort(port) + "must be between 1 and " + MAX_PORT + " without leading zeros");
        }
    }

    /** Shows digits only: of {@code https://user:pass/word@host/} a part of the password stands where ports do. */
    private static String shownPort(String port) {
        return DIGITS.matcher(port).matches() ? "'" + port + "' " : "";
    }
}
