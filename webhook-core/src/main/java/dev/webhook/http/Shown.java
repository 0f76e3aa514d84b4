package dev.webhook.http;

/** Makes text from outside fit to be shown in a message: one line, plain ASCII, not too long. */
final class Shown {

    private static final int LONGEST = 100;

    private Shown() {}

    /** Returns {@code text} with all but printable ASCII as {@code \}{@code uXXXX}, cut after 100 characters. */
    static String text(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(LONGEST).forEach(c -> append(shown, c));
        return text.length() > LONGEST ? shown.append("...").toString() : shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (c >= ' ' && c <= '~') {
            shown.append((char) c);
        } else {
            shown.append(String.format("\\u%04x", c));
        }
    }
}
