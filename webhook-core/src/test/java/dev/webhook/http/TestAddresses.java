package dev.webhook.http;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses for tests, made and reckoned with by other means than the code under test. */
final class TestAddresses {

    private TestAddresses() {}

    static InetAddress of(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** Returns the IPv6 address of the 16 bytes of {@code value}, also where the JDK would make it an IPv4 address. */
    static Inet6Address ipv6(BigInteger value) {
        try {
            return Inet6Address.getByAddress(null, bytes(value, 16), -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static InetAddress address(BigInteger value, int bits) {
        try {
            return bits == 128 ? ipv6(value) : InetAddress.getByAddress(bytes(value, 4));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the IPv6 address that maps {@code ipv4}, as an {@link Inet6Address}. */
    static Inet6Address mapped(String ipv4) {
        return ipv6(number(of(ipv4)).add(BigInteger.valueOf(0xffff).shiftLeft(32)));
    }

    static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static byte[] bytes(BigInteger value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = value.shiftRight(8 * (length - 1 - i)).byteValue();
        }
        return bytes;
    }
}
