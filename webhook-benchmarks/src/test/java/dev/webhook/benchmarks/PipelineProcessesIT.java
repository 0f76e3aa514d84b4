package dev.webhook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of {@link PipelineBenchmark} that start nodes in JVMs of their own, beside those of {@link PipelineBenchmarkIT}. */
class PipelineProcessesIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void slowAnswersAnOpenSnapshotAndLittleHeapHaveTheirTables() throws Exception {
        String args = "--parts slow,snapshot,heap --rounds 1 --deliveries 50 --slots 8 --hold-seconds 1 --backlog 8000";

        assertThat(PipelineBenchmark.run(args.split(" "), out, out))
                .as(this::text)
                .isZero();
        assertThat(text())
                .contains("| 50 deliveries answered after 50 ms, 1 rounds |", "| the slots allow | 160/s |")
                .contains("| no snapshot is held | ", "| a snapshot is held | ")
                .contains("| 50 of a backlog of 8,000, 1 rounds | deliveries/s |", "| -Xmx64m | ");
    }

    @Test
    void nodesHaveARowForEachNumberOfThem(@TempDir Path charts) throws Exception {
        String args = "--parts nodes --rounds 1 --deliveries 400 --svg " + charts;

        assertThat(PipelineBenchmark.run(args.split(" "), out, out))
                .as(this::text)
                .isZero();
        assertThat(text())
                .contains("| 400 of 1,200 deliveries, 64 slots for each node, 1 rounds | deliveries/s | by the same ")
                .containsPattern("\\| 1 node \\| [0-9,]+ \\([0-9,-]+\\) \\| 1.00 \\(1.00-1.00\\) \\|")
                .containsPattern("\\| 2 nodes \\| [0-9,]+ \\([0-9,-]+\\) \\| [0-9.]+ ")
                .containsPattern("\\| 4 nodes \\| [0-9,]+ \\([0-9,-]+\\) \\| [0-9.]+ ");
        assertThat(charts.resolve("nodes.svg")).content().contains(">4 nodes</text>");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
