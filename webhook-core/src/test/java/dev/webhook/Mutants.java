package dev.webhook;

import java.util.Locale;
import java.util.Random;

/** Texts that are nearly right: a few edits away from one that is. */
public final class Mutants {

    private static final String ODD =
            "09azAZ.:/?#@%[]-_~!$&'()*+,;=\"<>{}|^`\\ \t\r\n\u0000\u007f\u00e9\u0131\u017f\u212a\u2028\uff10\ufeff\ud800";

    private Mutants() {}

    /** Returns {@code text} after one to three edits, which may undo each other. */
    public static String of(String text, Random random) {
        String mutant = text;
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            mutant = edited(mutant, random);
        }
        return mutant;
    }

    private static String edited(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int until = from + random.nextInt(Math.min(text.length() - from, 8) + 1);
        String head = text.substring(0, from);
        String piece = text.substring(from, until);
        String tail = text.substring(until);
        String odd = String.valueOf(ODD.charAt(random.nextInt(ODD.length())));
        return switch (random.nextInt(8)) {
            case 0 -> head + tail;
            case 1 -> head + odd + piece + tail;
            case 2 -> head + odd + tail;
            case 3 -> head + piece + piece + tail;
            case 4 -> tail + piece + head;
            case 5 -> head + piece.toUpperCase(Locale.ROOT) + tail;
            case 6 ->
                head + (tail.isEmpty() ? "" : (char) (tail.charAt(0) ^ 1 << random.nextInt(6)) + tail.substring(1));
            default -> head + piece.repeat(random.nextInt(40)) + tail;
        };
    }
}
