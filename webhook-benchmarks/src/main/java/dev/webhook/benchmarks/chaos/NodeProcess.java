package dev.webhook.benchmarks.chaos;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A {@link DispatcherNode} as a process. Not thread-safe. */
final class NodeProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    static NodeProcess start(String name, int slots, String jdbcUrl) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it doesn't live long enough for more
                "-cp",
                classPath(),
                DispatcherNode.class.getName(),
                name,
                Integer.toString(slots));
        builder.environment().put(DispatcherNode.URL_VARIABLE, jdbcUrl);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new NodeProcess(builder.start());
    }

    /** Returns the class path of this JVM, or that by which Maven runs a class in its own. */
    private static String classPath() {
        if (NodeProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(NodeProcess::file)
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the class path has " + url + ", which is no file", e);
        }
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
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
