package dev.webhook.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of IPv4 or of IPv6 addresses that share their first bits, such as {@code 10.0.0.0/8} (RFC 4632, RFC 4291).
 *
 * <p>An IPv4 range never holds IPv6 addresses, nor the other way round; an IPv6 address that maps an IPv4 one
 * ({@code ::ffff:0:0/96}) counts as that IPv4 address.
 *
 * <p>Immutable and thread-safe.
 *
 * @param network the first address of the range, without host name or zone
 * @param prefixLength how many leading bits are shared: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(InetAddress network, int prefixLength) {

    private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the prefix length is out of range or {@code network} has a bit set behind it
     */
    public Cidr {
        network = IpLiteral.plain(network);
        int bits = bits(network);
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + IpLiteral.text(network)
                    + " must be between 0 and " + bits);
        }
        InetAddress first = firstOf(network, prefixLength);
        if (!first.equals(network)) {
            throw new IllegalArgumentException("range " + IpLiteral.text(network) + "/" + prefixLength
                    + " has bits set behind its prefix; write " + IpLiteral.text(first) + "/" + prefixLength);
        }
    }

    /**
     * Returns the range that {@code text} spells: an address, a slash and a prefix length, or an address alone for
     * the range of just that address.
     *
     * @throws IllegalArgumentException if the address is not a dotted quad or an IPv6 address, if it maps an IPv4
     *     address, if the prefix length is missing, out of range or has leading zeros, or if bits behind it are set
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = IpLiteral.parse(address)
                .orElseThrow(() -> malformed(
                        text,
                        "must be an address, '/' and a prefix length, such as" + " 192.0.2.0/24 or 2001:db8::/32"));
        if (network instanceof Inet4Address && address.indexOf(':') >= 0) {
            throw malformed(text, "maps IPv4 addresses; write the IPv4 range itself");
        }
        if (slash < 0) {
            return new Cidr(network, bits(network));
        }
        String length = text.substring(slash + 1);
        if (!PREFIX_LENGTH.matcher(length).matches()) {
            throw malformed(text, "must end in a prefix length of 0 to " + bits(network) + " without leading zeros");
        }
        return new Cidr(network, Integer.parseInt(length));
    }

    /** Returns whether {@code address}, or the IPv4 address that it maps, lies in this range. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = IpLiteral.plain(address).getAddress();
        return mine.length == other.length && sharedBits(mine, other) >= prefixLength;
    }

    /** Returns the canonical text, always with a prefix length: {@code 10.0.0.0/8}, {@code 2001:db8::/32}. */
    @Override
    public String toString() {
        return IpLiteral.text(network) + "/" + prefixLength;
    }

    private static int sharedBits(byte[] a, byte[] b) {
        int index = Arrays.mismatch(a, b);
        return index < 0
                ? a.length * Byte.SIZE
                : index * Byte.SIZE + Integer.numberOfLeadingZeros((a[index] ^ b[index]) & 0xff) - 3 * Byte.SIZE;
    }

    private static InetAddress firstOf(InetAddress network, int prefixLength) {
        byte[] bytes = network.getAddress();
        for (int bit = prefixLength; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] = (byte) (bytes[bit / Byte.SIZE] & ~(0x80 >> bit % Byte.SIZE));
        }
        return IpLiteral.ofBytes(bytes);
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private static IllegalArgumentException malformed(String text, String what) {
        return new IllegalArgumentException("address range '" + Shown.text(text) + "' " + what);
    }
}
