package dev.webhook.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillDispatcherIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /** Takes a minute, in which nothing happens: the killed nodes' leases must end. */
    @Test
    void everyCommittedEventIsDeliveredThoughDispatchersAreKilled() throws Exception {
        String[] args = {"--events", "300", "--kills", "2", "--open", "10"};

        assertThat(KillDispatcher.run(args, out, out)).as(this::text).isZero();
        assertThat(text()).contains("node-1 killed", "node-2 killed").doesNotContain("VIOLATED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--kills", "--kills none", "--events 0"})
    void badArgumentsAreStatus2AndAUsageMessage(String args) throws Exception {
        assertThat(KillDispatcher.run(args.split(" "), out, out)).isEqualTo(2);
        assertThat(text()).startsWith("usage: KillDispatcher");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
