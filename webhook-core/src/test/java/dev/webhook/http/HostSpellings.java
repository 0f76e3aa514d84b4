package dev.webhook.http;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Spells an address as an attacker would in a URL, hoping that guard and resolver read it differently. */
final class HostSpellings {

    private static final List<String> DOTS = List.of(".", "\u3002", "\uff0e", "\uff61", "..", "%2e", ",", ". ");
    private static final List<String> DIGITS = List.of("\uff10", "\u0660", "\u0966", "\u06f0");
    private static final List<String> TAILS = List.of(
            ".",
            "..",
            "\u3002",
            "%00",
            "%20",
            "\t",
            " ",
            "%2f",
            "\u200b",
            "\u00ad",
            "%25eth0",
            "%eth0",
            "%1",
            "\\",
            "#@example.com",
            "@example.com",
            ":80",
            ":",
            ".nip.io",
            ".example.com",
            "\u0000.example.com",
            "\r\n",
            ";",
            "&@example.com");

    private static final List<String> NAMES =
            List.of("rebound.example.com", "localhost", "metadata.google.internal", "127.0.0.1.nip.io", "a.b");

    private final Random random;

    HostSpellings(Random random) {
        this.random = random;
    }

    /** Returns a text that stands where a URL has its host. */
    String of(Targets.Target target) {
        String host = target.bits() == 32 ? ipv4(target.number().intValue()) : ipv6(target.number());
        return switch (random.nextInt(8)) {
            case 0 -> host + pick(TAILS);
            case 1 -> mangled(host);
            case 2 -> pick(NAMES);
            case 3 -> "example.com" + pick(List.of("@", ":80@", "%40", "\\@", "#@", ":@")) + host;
            default -> host;
        };
    }

    /** Returns the canonical host of a URL. */
    static String canonical(Targets.Target target) {
        String text = TestAddresses.address(target.number(), target.bits()).getHostAddress();
        return target.bits() == 32 ? text : "[" + text + "]";
    }

    private String ipv4(int number) {
        return switch (random.nextInt(6)) {
            case 0 -> quad(number);
            case 1 -> parts(number, 1 + random.nextInt(4));
            case 2 -> Long.toString(Integer.toUnsignedLong(number) + ((long) random.nextInt(3) << 32));
            case 3 -> "[" + quad(number) + "]";
            case 4 -> "[::" + pick(List.of("", "ffff:", "ffff:0:", "FFFF:")) + quad(number) + "]";
            default ->
                IntStream.range(0, 4)
                        .mapToObj(i -> radix(number >>> (24 - 8 * i) & 0xff))
                        .collect(Collectors.joining(pick(DOTS)));
        };
    }

    /** Writes {@code count} numbers, the last of which holds all bytes that are left, as {@code inet_aton} reads them. */
    private String parts(int number, int count) {
        List<String> parts = new ArrayList<>();
        long left = Integer.toUnsignedLong(number);
        for (int i = 0; i < count - 1; i++) {
            parts.add(radix(left >>> (24 - 8 * i)));
            left &= (1L << (24 - 8 * i)) - 1;
        }
        parts.add(radix(left));
        return String.join(".", parts);
    }

    private String radix(long part) {
        return switch (random.nextInt(7)) {
            case 0 -> "0".repeat(1 + random.nextInt(5)) + Long.toOctalString(part);
            case 1 -> "0x" + Long.toHexString(part);
            case 2 ->
                "0X" + "0".repeat(random.nextInt(3)) + Long.toHexString(part).toUpperCase(Locale.ROOT);
            case 3 -> "0".repeat(1 + random.nextInt(2)) + part;
            default -> Long.toString(part);
        };
    }

    private String ipv6(BigInteger number) {
        List<Integer> groups = IntStream.range(0, 8)
                .mapToObj(i -> number.shiftRight(112 - 16 * i).intValue() & 0xffff)
                .toList();
        boolean dotted = random.nextInt(3) == 0;
        List<String> texts = new ArrayList<>();
        groups.subList(0, dotted ? 6 : 8).forEach(group -> texts.add(group(group)));
        String tail = dotted ? ":" + quad(number.intValue()) : "";
        int zeros = Collections.indexOfSubList(groups, List.of(0, 0));
        String text = zeros < 0 || zeros + 2 > texts.size() || random.nextInt(4) == 0
                ? String.join(":", texts) + tail
                : shortened(texts, groups, zeros, tail);
        return random.nextInt(10) == 0 ? text : "[" + text + "]";
    }

    private static String shortened(List<String> texts, List<Integer> groups, int zeros, String tail) {
        int end = zeros;
        while (end < texts.size() && groups.get(end) == 0) {
            end++;
        }
        String rest = String.join(":", texts.subList(end, texts.size())) + tail;
        return String.join(":", texts.subList(0, zeros)) + "::"
                + (end == texts.size() ? rest.replaceFirst(":", "") : rest);
    }

    private String group(int group) {
        String hex = Integer.toHexString(group);
        return switch (random.nextInt(4)) {
            case 0 -> hex.toUpperCase(Locale.ROOT);
            case 1 -> "0".repeat(4 - hex.length()) + hex;
            case 2 -> random.nextInt(20) == 0 ? "0" + hex : hex;
            default -> hex;
        };
    }

    private static String quad(int number) {
        return IntStream.range(0, 4)
                .mapToObj(i -> Integer.toString(number >>> (24 - 8 * i) & 0xff))
                .collect(Collectors.joining("."));
    }

    /** Replaces, encodes or adds characters that a parser may map to ASCII or drop. */
    private String mangled(String host) {
        int at = random.nextInt(host.length());
        String c = host.substring(at, at + 1);
        String other = switch (random.nextInt(5)) {
            case 0 ->
                URLEncoder.encode(c, StandardCharsets.UTF_8).equals(c)
                        ? String.format("%%%02x", (int) c.charAt(0))
                        : "";
            case 1 -> c + pick(List.of("\u00ad", "\u200d", "\u2060", "\ufe0f", "\t", "\n", "\u0000", "\u034f"));
            case 2 -> full(c);
            case 3 -> Character.isDigit(c.charAt(0)) ? digit(pick(DIGITS), c) : pick(DOTS);
            default -> circled(c);
        };
        return host.substring(0, at) + other + host.substring(at + 1);
    }

    private static String full(String c) {
        return Character.toString(c.charAt(0) - '!' + '\uff01');
    }

    private static String digit(String zero, String c) {
        return Character.toString(zero.charAt(0) + c.charAt(0) - '0');
    }

    private static String circled(String c) {
        return c.charAt(0) >= '1' && c.charAt(0) <= '9' ? Character.toString(c.charAt(0) - '1' + '\u2460') : "\u24ea";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
