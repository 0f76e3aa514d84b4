package dev.webhook.http;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Which addresses the IANA registries give away to anything but public hosts, as numbers: the guard's oracle. */
final class IanaRegistries {

    private static final String SPECIAL_PURPOSE_IPV4 = """
            0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
            192.0.0.0/24 192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32
            192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.88.99.2/32 192.168.0.0/16
            192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
            """;
    private static final String SPECIAL_PURPOSE_IPV6 = """
            ::1/128 ::/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128
            2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28
            2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10
            """;
    /** Multicast; all of IPv6 that is not global unicast, 2000::/3; its 6bone, which was given back (RFC 3701). */
    private static final String ADDRESS_SPACE = """
            224.0.0.0/4
            ::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3 c000::/3 e000::/4
            f000::/5 f800::/6 fe00::/9 fec0::/10 ff00::/8 3ffe::/16
            """;
    /** What reaches IPv4 by another name (RFC 4291, RFC 2765), and the one public address that is a cloud's own host. */
    private static final String BESIDE_THEM = "::/96 ::ffff:0:0:0/96 168.63.129.16/32";

    private static final List<TestRange> DENIED = Arrays.stream(
                    (SPECIAL_PURPOSE_IPV4 + SPECIAL_PURPOSE_IPV6 + ADDRESS_SPACE + BESIDE_THEM)
                            .strip()
                            .split("\\s+"))
            .map(TestRange::of)
            .toList();
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);
    private static final BigInteger IPV4_END = BigInteger.ONE.shiftLeft(32);

    private IanaRegistries() {}

    static List<TestRange> denied() {
        return DENIED;
    }

    static boolean isPublic(BigInteger number, int bits) {
        if (bits == 128 && number.shiftRight(32).equals(MAPPED)) {
            return isPublic(number.mod(IPV4_END), 32);
        }
        for (TestRange range : DENIED) {
            if (range.holds(bits, number)) {
                return false;
            }
        }
        return true;
    }
}
