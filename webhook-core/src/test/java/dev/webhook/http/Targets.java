package dev.webhook.http;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Draws addresses that a guard could get wrong: at the edges of ranges, near them, anywhere, and IPv4 within IPv6. */
final class Targets {

    private static final List<TestRange> RANGES = IanaRegistries.denied();

    private final Random random;

    Targets(Random random) {
        this.random = random;
    }

    /** An address as a number. */
    record Target(BigInteger number, int bits) {

        boolean isPublic() {
            return IanaRegistries.isPublic(number, bits);
        }
    }

    Target next() {
        return switch (random.nextInt(8)) {
            case 0 -> new Target(new BigInteger(32, random), 32);
            case 1 -> new Target(new BigInteger(125, random).setBit(125), 128);
            case 2 -> new Target(new BigInteger(128, random), 128);
            case 3, 4 -> edge(RANGES.get(random.nextInt(RANGES.size())));
            case 5 -> near(RANGES.get(random.nextInt(RANGES.size())));
            default -> new Target(embedded(ipv4()), 128);
        };
    }

    private Target edge(TestRange range) {
        BigInteger number = switch (random.nextInt(4)) {
            case 0 -> range.first();
            case 1 -> range.last();
            case 2 -> range.before();
            default -> range.after();
        };
        return new Target(number.mod(BigInteger.ONE.shiftLeft(range.bits())), range.bits());
    }

    private Target near(TestRange range) {
        BigInteger bits = new BigInteger(random.nextInt(range.bits()), random);
        return new Target(range.first().flipBit(random.nextInt(range.bits())).xor(bits), range.bits());
    }

    private BigInteger ipv4() {
        while (true) {
            Target target = random.nextInt(3) == 0
                    ? new Target(new BigInteger(32, random), 32)
                    : edge(RANGES.get(random.nextInt(RANGES.size())));
            if (target.bits() == 32) {
                return target.number();
            }
        }
    }

    /** Returns {@code ipv4} in one of the forms in which IPv6 carries it; only the first is judged as IPv4. */
    private BigInteger embedded(BigInteger ipv4) {
        return switch (random.nextInt(11)) {
            case 0 -> hex("ffff00000000").or(ipv4);
            case 1 -> ipv4;
            case 2 -> hex("ffff000000000000").or(ipv4);
            case 3 -> hex("0064ff9b000000000000000000000000").or(ipv4);
            case 4 -> hex("0064ff9b000100000000000000000000").or(ipv4);
            case 5 -> hex("0064ff9b000100000000000000000000").or(rfc6052(ipv4));
            case 6 ->
                hex("20020000000000000000000000000000").or(ipv4.shiftLeft(80)).or(new BigInteger(80, random));
            case 7 ->
                hex("20010000000000000000000000000000").or(ipv4.shiftLeft(64)).or(new BigInteger(64, random));
            case 8 -> hex("20010000000000000000000000000000").or(ipv4.xor(hex("ffffffff")));
            case 9 ->
                hex("fe80000000000000").shiftLeft(64).or(hex("5efe00000000")).or(ipv4);
            default ->
                new BigInteger(61, random)
                        .setBit(61)
                        .shiftLeft(64)
                        .or(hex("02005efe00000000"))
                        .or(ipv4);
        };
    }

    /** Returns the low 80 bits of the forms with a prefix of 48, 56 or 64 bits (RFC 6052, 2.2), which skip bits 64 to 71. */
    private BigInteger rfc6052(BigInteger ipv4) {
        int before = 16 - 8 * random.nextInt(3);
        BigInteger head = ipv4.shiftRight(32 - before).shiftLeft(64);
        BigInteger tail = ipv4.mod(BigInteger.ONE.shiftLeft(32 - before)).shiftLeft(24 + before);
        return head.or(tail);
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
