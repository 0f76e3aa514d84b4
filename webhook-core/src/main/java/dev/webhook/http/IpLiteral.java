package dev.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Reads and writes addresses as text, in one canonical form each and without ever asking a resolver. */
final class IpLiteral {

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern DOTTED_QUAD = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpLiteral() {}

    /** Returns whether {@code text} is an IPv4 address of four decimal numbers without leading zeros. */
    static boolean isDottedQuad(String text) {
        return DOTTED_QUAD.matcher(text).matches();
    }

    /**
     * Returns the address that {@code text} spells, or empty if it is neither a canonical dotted quad nor an IPv6
     * address without brackets and zone; a mapped IPv4 address comes back as that IPv4 address.
     */
    static Optional<InetAddress> parse(String text) {
        if (isDottedQuad(text)) {
            return Optional.of(ofCanonical(text));
        }
        if (!IPV6_CHARACTERS.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(UrlForm.parse("http://[" + text + "]/")).map(url -> ofCanonical(url.host()));
    }

    /** Returns {@code address} without host name and zone, and the IPv4 address in place of one that maps it. */
    static InetAddress plain(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    /** Returns the canonical text of {@code address}: a dotted quad, or RFC 5952 without brackets. */
    static String text(InetAddress address) {
        String text = plain(address).getHostAddress();
        return new HttpUrl.Builder().scheme("http").host(text).build().host();
    }

    /** Returns the address of 4 or 16 {@code bytes}, IPv4 also for the 16 of a mapped one (RFC 4291, 2.5.5.2). */
    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    private static InetAddress ofCanonical(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + literal + "' is not an address literal", e);
        }
    }
}
