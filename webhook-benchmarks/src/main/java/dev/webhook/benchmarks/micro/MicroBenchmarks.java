package dev.webhook.benchmarks.micro;

import dev.webhook.benchmarks.JavaProcess;
import java.io.IOException;
import org.openjdk.jmh.Main;

/**
 * Runs the benchmarks of this module that JMH knows, or those that its usual command line selects: {@code -h} lists the
 * options, {@code -l} the benchmarks. Without options, forks and iterations are those that the benchmarks name.
 */
public final class MicroBenchmarks {

    private MicroBenchmarks() {}

    /** Hands the command line to JMH, whose JVMs get the class path that this class came by. */
    public static void main(String[] args) throws IOException {
        System.setProperty("java.class.path", JavaProcess.classPath());
        Main.main(args);
    }
}
