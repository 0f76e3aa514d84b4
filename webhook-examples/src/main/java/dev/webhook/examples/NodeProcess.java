package dev.webhook.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A {@link DispatcherNode} as a process: what it prints goes to the console. Not thread-safe. */
final class NodeProcess implements AutoCloseable {

    private final String name;
    private final Process process;
    private final Thread reader;

    private NodeProcess(String name, Process process, Console console) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> print(console), "output of " + name);
        this.reader.setDaemon(true);
    }

    /** @param environment variables of {@link DispatcherNode} */
    static NodeProcess start(String name, Map<String, String> environment, Console console) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath(),
                DispatcherNode.class.getName());
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        NodeProcess node = new NodeProcess(name, builder.start(), console);
        node.reader.start();
        return node;
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

    private void print(Console console) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> console.tell(name, "", "", line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            console.tell(name, "", "", "its output broke off");
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a crash does: nothing is finished, recorded or handed back. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Lets it end by itself, and ends it if it doesn't. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join(1_000);
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
