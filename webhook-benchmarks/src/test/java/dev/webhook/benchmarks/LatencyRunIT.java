package dev.webhook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRunIT {

    private static final String SHORT = "--rounds 1 --seconds 1 --rate 100 --warm-up-seconds 1 --svg ";
    private static final String FIGURE = " \\| [0-9.,]+ \\([0-9.,-]+\\) ms";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void aShortRunPrintsARowForEachSetUpAndWritesAChart(@TempDir Path charts) throws Exception {
        assertThat(LatencyRun.run((SHORT + charts).split(" "), out, out))
                .as(this::text)
                .isZero();

        assertThat(text())
                .contains("| 100 events/s, 1 rounds of 1 s | p50 | p99 | p99.9 |")
                .containsPattern("\\| PostgreSQL, one JVM" + FIGURE.repeat(3) + " \\|\n")
                .containsPattern("\\| PostgreSQL, another JVM delivers" + FIGURE.repeat(3) + " \\|\n")
                .containsPattern("\\| Redis, one JVM" + FIGURE.repeat(3) + " \\|\n")
                .containsPattern("\\| Redis, another JVM delivers" + FIGURE.repeat(3) + " \\|\n");
        assertThat(charts.resolve("latency.svg"))
                .content()
                .contains(">Redis, another JVM delivers</text>", ">p99</text>", ">p99.9</text>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--rounds", "--rate none", "--seconds 0", "--parts drain"})
    void badArgumentsAreStatus2AndAUsageMessage(String args) throws Exception {
        assertThat(LatencyRun.run(args.split(" "), out, out)).isEqualTo(2);
        assertThat(text()).startsWith("usage: LatencyRun [--rounds N]");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
