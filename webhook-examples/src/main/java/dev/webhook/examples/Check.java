package dev.webhook.examples;

import java.util.Locale;

/**
 * One line of the summary.
 *
 * @param what what was counted
 * @param expected how much it should be
 * @param receiver how much it is by the receiver's log
 * @param store how much it is by the library's store
 */
record Check(String what, long expected, long receiver, long store) {

    static final String HEADING = row("", "expected", "receiver", "store", "");

    boolean passed() {
        return receiver == expected && store == expected;
    }

    /** Returns the line of a table. */
    String row() {
        return row(what, number(expected), number(receiver), number(store), passed() ? "ok" : "DIFFERS");
    }

    /** Returns what differs, in one clause. */
    String complaint() {
        return what + ": expected " + expected + ", but " + receiver + " by the receiver's log and " + store
                + " by the store";
    }

    private static String number(long count) {
        return Long.toString(count);
    }

    private static String row(String what, String expected, String receiver, String store, String verdict) {
        return String.format(Locale.ROOT, "  %-24s %9s %9s %9s   %s", what, expected, receiver, store, verdict)
                .stripTrailing();
    }
}
