package dev.webhook.http;

import java.math.BigInteger;

/** A range by its first and last number: what {@link Cidr} is checked against. */
record TestRange(int bits, BigInteger first, BigInteger last) {

    static TestRange of(String cidr) {
        int slash = cidr.indexOf('/');
        String first = cidr.substring(0, slash);
        int bits = first.contains(":") ? 128 : 32;
        return of(bits, TestAddresses.number(TestAddresses.of(first)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    static TestRange of(int bits, BigInteger first, int prefixLength) {
        BigInteger size = BigInteger.ONE.shiftLeft(bits - prefixLength);
        return new TestRange(bits, first, first.add(size).subtract(BigInteger.ONE));
    }

    boolean holds(int otherBits, BigInteger number) {
        return bits == otherBits && first.compareTo(number) <= 0 && number.compareTo(last) <= 0;
    }

    BigInteger before() {
        return first.subtract(BigInteger.ONE);
    }

    BigInteger after() {
        return last.add(BigInteger.ONE);
    }
}
