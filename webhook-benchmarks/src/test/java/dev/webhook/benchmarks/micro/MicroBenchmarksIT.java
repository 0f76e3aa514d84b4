package dev.webhook.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.benchmarks.JavaProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBenchmarksIT {

    /** Not what the figure is, but that the benchmark is found and runs in a JVM of its own. */
    @Test
    void aBenchmarkThatTheCommandLineSelectsIsRunByJmh() throws Exception {
        String options = "OutcomeBenchmark -p answer=OK_200 -f 1 -wi 0 -i 1 -r 10ms -foe true";
        // others may measure on this machine meanwhile
        Process process = JavaProcess.command(
                        List.of("-Djmh.ignoreLock=true"), MicroBenchmarks.class, options.split(" "))
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).contains("# Run complete.").containsPattern("OutcomeBenchmark\\.decide +OK_200 +avgt");
    }
}
