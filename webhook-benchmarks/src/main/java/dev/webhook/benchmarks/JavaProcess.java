package dev.webhook.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts a class of this program as a process, which ends when its standard input does. */
public final class JavaProcess {

    private static final int PATIENCE_SECONDS = 60;

    /** What tests, whose JVMs live shortly, are told: which compiler and which collector will do. */
    private static final Set<String> HANDED_DOWN = Set.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private JavaProcess() {}

    /**
     * Returns the command that runs {@code main}, on the class path of this JVM and with its kind of Java: if it was told
     * to do with the first compiler or the serial collector, so is that one.
     */
    public static ProcessBuilder command(List<String> jvmOptions, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(HANDED_DOWN::contains)
                .forEach(words::add);
        words.addAll(jvmOptions);
        words.addAll(List.of("-cp", classPath(), main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** Returns the class path of this JVM, or that by which Maven runs a class in its own. */
    public static String classPath() {
        if (JavaProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(JavaProcess::file)
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

    /** Lets {@code process} end by itself, and kills it if it doesn't. */
    public static void end(Process process) {
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
