package dev.webhook.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The ranges of the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), multicast, what
 * was withdrawn from use, and what carries an IPv4 address inside an IPv6 one.
 *
 * <p>The registries mark some of them globally reachable (anycast relays, AS112); no webhook receiver lives there
 * either. The narrower range of two stands first, so that the reason given is the most exact.
 */
final class SpecialPurposeRanges {

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private static final List<SpecialPurposeRange> IPV4 = List.of(
            row("0.0.0.0/8", "this network", "RFC 791"),
            row("10.0.0.0/8", "private use", "RFC 1918"),
            row("100.64.0.0/10", "shared address space of carrier-grade NAT", "RFC 6598"),
            row("127.0.0.0/8", "loopback", "RFC 1122"),
            row("168.63.129.16/32", "the host's own service on Azure", "Azure documentation"),
            row("169.254.0.0/16", "link-local, cloud metadata", "RFC 3927"),
            row("172.16.0.0/12", "private use", "RFC 1918"),
            row("192.0.0.0/29", "IPv4 service continuity", "RFC 7335"),
            row("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
            row("192.0.0.9/32", "Port Control Protocol anycast", "RFC 7723"),
            row("192.0.0.10/32", "TURN anycast", "RFC 8155"),
            row("192.0.0.170/31", "NAT64 discovery", "RFC 8880"),
            row("192.0.0.0/24", "IETF protocol assignments", "RFC 6890"),
            row("192.0.2.0/24", "documentation", "RFC 5737"),
            row("192.31.196.0/24", "AS112", "RFC 7535"),
            row("192.52.193.0/24", "multicast tunnelling", "RFC 7450"),
            row("192.88.99.0/24", "6to4 relay anycast, deprecated", "RFC 7526"),
            row("192.168.0.0/16", "private use", "RFC 1918"),
            row("192.175.48.0/24", "AS112", "RFC 7534"),
            row("198.18.0.0/15", "benchmarking", "RFC 2544"),
            row("198.51.100.0/24", "documentation", "RFC 5737"),
            row("203.0.113.0/24", "documentation", "RFC 5737"),
            row("224.0.0.0/4", "multicast", "RFC 5771"),
            row("255.255.255.255/32", "limited broadcast", "RFC 919"),
            row("240.0.0.0/4", "reserved", "RFC 1112"));

    private static final List<SpecialPurposeRange> IPV6 = List.of(
            row("::/128", "the unspecified address", "RFC 4291"),
            row("::1/128", "loopback", "RFC 4291"),
            row("::/96", "IPv4-compatible, deprecated", "RFC 4291"),
            row("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
            row("64:ff9b::/96", "NAT64", "RFC 6052"),
            row("64:ff9b:1::/48", "NAT64 for local use", "RFC 8215"),
            row("100::/64", "discard-only", "RFC 6666"),
            row("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
            row("200::/7", "NSAP, deprecated", "RFC 4048"),
            row("2001::/32", "Teredo", "RFC 4380"),
            row("2001:1::1/128", "Port Control Protocol anycast", "RFC 7723"),
            row("2001:1::2/128", "TURN anycast", "RFC 8155"),
            row("2001:1::3/128", "DNS-SD service registration anycast", "RFC 9665"),
            row("2001:2::/48", "benchmarking", "RFC 5180"),
            row("2001:3::/32", "multicast tunnelling", "RFC 7450"),
            row("2001:4:112::/48", "AS112", "RFC 7535"),
            row("2001:10::/28", "ORCHID, deprecated", "RFC 4843"),
            row("2001:20::/28", "ORCHIDv2", "RFC 7343"),
            row("2001:30::/28", "drone remote identification", "RFC 9374"),
            row("2001::/23", "IETF protocol assignments", "RFC 2928"),
            row("2001:db8::/32", "documentation", "RFC 3849"),
            row("2002::/16", "6to4", "RFC 3056"),
            row("2620:4f:8000::/48", "AS112", "RFC 7534"),
            row("3ffe::/16", "6bone, returned", "RFC 3701"),
            row("3fff::/20", "documentation", "RFC 9637"),
            row("5f00::/16", "segment routing", "RFC 9602"),
            row("fc00::/7", "unique local", "RFC 4193"),
            row("fe80::/10", "link-local", "RFC 4291"),
            row("fec0::/10", "site-local, deprecated", "RFC 3879"),
            row("ff00::/8", "multicast", "RFC 4291"));

    private SpecialPurposeRanges() {}

    /** Returns why {@code address} is not public, to be read after "is", or empty if it is. */
    static Optional<String> whyNotPublic(InetAddress address) {
        InetAddress plain = IpLiteral.plain(address);
        return plain instanceof Inet4Address
                ? find(IPV4, plain)
                : find(IPV6, plain).or(() -> notUnicast(plain));
    }

    private static Optional<String> notUnicast(InetAddress address) {
        return GLOBAL_UNICAST.contains(address)
                ? Optional.empty()
                : Optional.of("outside of IPv6 global unicast (" + GLOBAL_UNICAST + ", RFC 4291)");
    }

    private static Optional<String> find(List<SpecialPurposeRange> ranges, InetAddress address) {
        return ranges.stream()
                .filter(row -> row.range().contains(address))
                .findFirst()
                .map(SpecialPurposeRange::description);
    }

    private static SpecialPurposeRange row(String range, String purpose, String source) {
        return new SpecialPurposeRange(Cidr.parse(range), purpose, source);
    }
}
