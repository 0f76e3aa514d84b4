package dev.webhook.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run itself takes minutes; CI makes one. */
class ChaosRunTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--minutes", "--minutes none", "--seed 0", "--redis yes"})
    void badArgumentsAreStatus2AndAUsageMessage(String args) throws Exception {
        assertThat(ChaosRun.run(args.split(" "), out, out)).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("usage: ChaosRun");
    }
}
