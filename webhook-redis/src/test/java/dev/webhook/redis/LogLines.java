package dev.webhook.redis;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What is logged, by SLF4J's simple logger at level INFO, until this is closed; one at a time. Thread-safe. */
final class LogLines implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    LogLines() {
        System.setErr(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        written.write(b);
                        before.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        written.write(bytes, from, length);
                        before.write(bytes, from, length);
                    }

                    @Override
                    public void flush() {
                        before.flush();
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    /** Returns the lines in which {@code regex} is found. */
    List<String> with(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> pattern.matcher(line).find())
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
