package dev.webhook.benchmarks.chaos;

import dev.webhook.benchmarks.JavaProcess;
import java.io.IOException;
import java.util.List;

/** A {@link DispatcherNode} as a process. Not thread-safe. */
final class NodeProcess implements AutoCloseable {

    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    static NodeProcess start(String name, int slots, String jdbcUrl) throws IOException {
        // it doesn't live long enough for the second compiler
        ProcessBuilder builder = JavaProcess.command(
                List.of("-XX:TieredStopAtLevel=1"), DispatcherNode.class, name, Integer.toString(slots));
        builder.environment().put(DispatcherNode.URL_VARIABLE, jdbcUrl);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return new NodeProcess(builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL: nothing is finished, recorded or handed back. The process may live on for an instant. */
    void kill() {
        process.destroyForcibly();
    }

    /** Lets it end by itself if it wasn't killed, and kills it if it doesn't. */
    @Override
    public void close() {
        JavaProcess.end(process);
    }
}
