package dev.webhook.benchmarks.chaos;

import dev.webhook.benchmarks.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link DispatcherNode} as a process. Not thread-safe. */
final class NodeProcess implements AutoCloseable {

    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    /** @param log takes what it prints */
    static NodeProcess start(String name, int slots, NodeSettings settings, Path log) throws IOException {
        // it doesn't live long enough for the second compiler
        ProcessBuilder builder = JavaProcess.command(
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), DispatcherNode.class, name, Integer.toString(slots));
        settings.writeTo(builder.environment());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new NodeProcess(builder.start());
    }

    /** Returns a new file for what a node prints, which goes with this JVM. */
    static Path newLog(String name) throws IOException {
        Path log = Files.createTempFile(name + "-", ".log");
        log.toFile().deleteOnExit();
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL: nothing is finished, recorded or handed back. The process may live on for an instant. */
    void kill() {
        process.destroyForcibly();
    }

    /** Sends SIGSTOP: it stands still, and doesn't know. */
    void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0 && process.isAlive()) {
            throw new IOException("SIG" + name + " can't be sent to process " + process.pid());
        }
    }

    /** Tells it to end, which takes a while. */
    void askToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it end by itself if it wasn't killed, and kills it if it doesn't. */
    @Override
    public void close() {
        JavaProcess.end(process);
    }
}
