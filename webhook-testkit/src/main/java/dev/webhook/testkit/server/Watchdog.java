package dev.webhook.testkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A shell that outlives the JVM by a moment: it waits for the end of its input, which comes also when the JVM is killed,
 * then ends the server and removes its directory. Thread-safe.
 */
final class Watchdog {

    /** Each line of the input is the server's process id, or empty when none runs. */
    private static final String SCRIPT = """
            trap : HUP INT TERM
            pid=
            while read -r line; do pid=$line; done
            if [ -n "$pid" ]; then
                kill -INT "$pid"
                patience=100
                while kill -0 "$pid" && [ $patience -gt 0 ]; do sleep 0.1; patience=$((patience - 1)); done
                kill -KILL "$pid"
            fi
            rm -rf "$1"
            """;

    private final Process shell;
    private final OutputStream input;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.input = shell.getOutputStream();
    }

    static Watchdog over(Path directory) throws IOException {
        return new Watchdog(Command.of(List.of(), "sh", "-c", SCRIPT, "webhook-postgres-watchdog", directory)
                .in(Temporary.directory())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void watch(Process server) {
        say(Long.toString(server.pid()));
        // The id is free for another process once this one has ended.
        var unused = server.onExit().thenRun(() -> say(""));
    }

    private synchronized void say(String line) {
        try {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            // It was ended by a signal, or by close(), and has cleaned up.
        }
    }

    /** Returns when the directory is gone. */
    void close() {
        synchronized (this) {
            try {
                input.close();
            } catch (IOException e) {
                // as in say()
            }
        }
        boolean unused = Command.ended(shell);
    }
}
