package dev.webhook.examples;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what happens, one aligned line each, with the seconds since it was made. Thread-safe. */
final class Console {

    private final PrintStream out;
    private final long began = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    /** Prints what happened, to which event at which endpoint, and what is worth knowing beside. */
    void tell(String what, String event, String endpoint, String detail) {
        String line =
                String.format(Locale.ROOT, "%7.3f s  %-14s %-18s %-9s %s", seconds(), what, event, endpoint, detail);
        out.println(line.stripTrailing());
    }

    /** Prints a line as it is. */
    void print(String line) {
        out.println(line);
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
