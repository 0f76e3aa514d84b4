package dev.webhook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadEndpointsRunIT {

    private static final String SHORT = "--rounds 1 --seconds 1 --rate 100 --warm-up-seconds 1 --svg ";
    private static final String FIGURE = " \\| [0-9.,]+ \\([0-9.,-]+\\) ms";

    private static final String RATIO = " \\| [0-9.]+ \\([0-9.-]+\\)";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /** Deliveries to the bad endpoints were attempted, and failed, or nothing was measured. */
    @Test
    void aShortRunPrintsARowForEachSetUpAndWritesAChart(@TempDir Path charts) throws Exception {
        assertThat(BadEndpointsRun.run((SHORT + charts).split(" "), out, out))
                .as(this::text)
                .isZero();

        assertThat(text())
                .contains("| 100 events/s, 1 rounds of 1 s, at the healthy ones | p50 | ")
                .contains("warmed up: all healthy, 0 attempts failed")
                .containsPattern("warmed up: 1 of 100 dead, [1-9][0-9]* attempts failed")
                .containsPattern("\\| all healthy" + (FIGURE + " \\| 1.00 \\(1.00-1.00\\)").repeat(2) + " \\| 0 \\|\n")
                .containsPattern("\\| 1 of 100 dead" + (FIGURE + RATIO).repeat(2) + " \\| [1-9][0-9,]* \\|\n")
                .containsPattern("\\| 20 of 100 hanging" + (FIGURE + RATIO).repeat(2) + " \\| [1-9][0-9,]* \\|\n");
        assertThat(charts.resolve("bad-endpoints.svg")).content().contains(">20 of 100 hanging</text>");
    }

    @Test
    void badArgumentsAreStatus2AndAUsageMessage() throws Exception {
        assertThat(BadEndpointsRun.run(new String[] {"--unknown"}, out, out)).isEqualTo(2);
        assertThat(text()).startsWith("usage: BadEndpointsRun [--rounds N]");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
