package dev.webhook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.benchmarks.peers.Peers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineBenchmarkIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /** Not what the figures are, but that they are printed: every delivery was made, with a backlog beside it too. */
    @Test
    void aShortRunPrintsItsTablesAndWritesCharts(@TempDir Path charts) throws Exception {
        String args =
                "--parts drain,backlog,queues --rounds 1 --deliveries 100 --slots 8 --backlog 200 --svg " + charts;

        assertThat(PipelineBenchmark.run(args.split(" "), out, out))
                .as(this::text)
                .isZero();
        assertThat(text())
                .contains("| 100 requests, 1 rounds |", "| the library, 8 slots | ", "| the backlog is finished | ")
                .containsPattern("\\| the library in memory, 8 slots \\| [0-9,]+ \\([0-9,-]+\\)/s \\|")
                .containsPattern("\\| in memory, of OkHttp's Dispatcher \\| [0-9.]+ \\([0-9.-]+\\) \\|")
                .contains("| 100 deliveries, 8 slots, 1 rounds | PostgreSQL's queue | Redis's queue |")
                .contains("| alone | ", "Statements, COMMIT included, for each delivery: ");
        assertThat(charts.resolve("drain.svg"))
                .content()
                .contains(">the library, 8 slots</text>", ">the library in memory, 8 slots</text>");
        assertThat(charts.resolve("queues.svg")).content().contains(">Redis's queue</text>");
    }

    /** The same number of deliveries each, of as many events as they need. */
    @Test
    void eventsToManyEndpointsHaveARowForEachNumberOfThem(@TempDir Path charts) throws Exception {
        String args = "--parts fanout --rounds 1 --deliveries 1000 --slots 64 --svg " + charts;

        assertThat(PipelineBenchmark.run(args.split(" "), out, out))
                .as(this::text)
                .isZero();
        assertThat(text())
                .contains("| 1,000 deliveries, 64 slots, 1 rounds | events | deliveries/s | by the same round's 1 |")
                .containsPattern("\\| each event to 1 endpoint \\| 1,000 \\| [0-9,]+ \\([0-9,-]+\\) \\| 1.00 ")
                .containsPattern("\\| each event to 10 endpoints \\| 100 \\| [0-9,]+ \\([0-9,-]+\\) \\| [0-9.]+ ")
                .containsPattern("\\| each event to 1,000 endpoints \\| 1 \\| [0-9,]+ \\([0-9,-]+\\) \\| [0-9.]+ ");
        assertThat(charts.resolve("fanout.svg")).content().contains(">each event to 1,000 endpoints</text>");
    }

    @Test
    void theOtherLibrariesHaveARowEachAndASweep(@TempDir Path charts) throws Exception {
        String args = "--parts peers,sweep --rounds 1 --deliveries 20 --slots 8 --points 1 --svg " + charts;

        assertThat(PipelineBenchmark.run(args.split(" "), out, out))
                .as(this::text)
                .isZero();
        assertThat(text()).contains("| 20 deliveries, 1 rounds | deliveries/s |", "| the library | ");
        for (Peers peer : Peers.values()) {
            assertThat(charts.resolve("peers.svg")).content().contains(">" + peer.label() + "</text>");
            assertThat(text())
                    .contains(
                            "| " + peer.label() + " | ",
                            "| " + peer.label() + ", 20 deliveries | deliveries/s, 1 rounds |")
                    .contains("Best: " + peer.sweep().get(0).settings());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--unknown",
                "--rounds",
                "--rounds none",
                "--rounds 0",
                "--parts drain,else",
                "--parts fanout --deliveries 1500"
            })
    void badArgumentsAreStatus2AndAUsageMessage(String args) throws Exception {
        assertThat(PipelineBenchmark.run(args.split(" "), out, out)).isEqualTo(2);
        assertThat(text()).startsWith("usage: PipelineBenchmark");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
