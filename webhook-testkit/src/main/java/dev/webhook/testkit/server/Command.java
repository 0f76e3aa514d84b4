package dev.webhook.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. Thread-safe. */
record Command(List<String> words) {

    private static final int LONGEST_SECONDS = 120;

    Command {
        words = List.copyOf(words);
    }

    static Command of(List<String> prefix, Object... words) {
        List<String> all = new ArrayList<>(prefix);
        Arrays.stream(words).map(Object::toString).forEach(all::add);
        return new Command(all);
    }

    /** A process that is free of the user's PostgreSQL settings and language, with nothing on its standard input. */
    ProcessBuilder in(Path directory) {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** @throws IllegalStateException if it fails; the message has what it printed */
    void run(Path directory) {
        String unused = output(directory);
    }

    /** Returns what it printed; fails as {@link #run} does. */
    String output(Path directory) {
        try {
            Process process = in(directory).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!ended(process) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(words.get(0) + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(words.get(0) + " failed: " + e.getMessage(), e);
        }
    }

    boolean works(Path directory) {
        try {
            run(directory);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    static boolean ended(Process process) {
        try {
            return process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while waiting for a process", e));
        }
    }
}
