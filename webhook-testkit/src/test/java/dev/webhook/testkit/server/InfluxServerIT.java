package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

@ExtendWith(InfluxExtension.class)
class InfluxServerIT {

    @Test
    void aProcessCanBeKilledSuspendedAndStartedAgainOnItsData(InfluxProcess process) {
        process.createDatabase("kept");

        process.kill();
        assertThat(process.isRunning()).isFalse();
        assertThat(InfluxServer.answers(process.uri())).isFalse();

        process.restart();
        assertThat(InfluxServer.answers(process.uri())).isTrue();

        process.suspend();
        process.resume();
        assertThat(InfluxServer.answers(process.uri())).isTrue();
    }

    @Test
    void oneServerIsSharedAndMakesDatabasesOfTheirOwn(InfluxServer server) {
        assertThat(server.version()).startsWith("1.");
        assertThat(server.createDatabase("A b")).startsWith("test_a_b_").isNotEqualTo(server.createDatabase("A b"));
    }

    @Test
    void whatTheVariableNamesIsTakenOrRefused(InfluxServer server, @TempDir Path home) {
        Map<String, String> named = Map.of(InfluxLadder.VARIABLE, server.uri().toString());
        assertThat(new InfluxLadder(named, home).find().source()).isEqualTo(InfluxServer.Source.ENVIRONMENT);

        Map<String, String> dead = Map.of(InfluxLadder.VARIABLE, "http://127.0.0.1:1");
        assertThatThrownBy(() -> new InfluxLadder(dead, home).find())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(InfluxLadder.VARIABLE);
    }

    @Test
    void withoutAServerTestsAreSkippedAndFailInCi() {
        assertThatThrownBy(() -> new InfluxExtension(false).orSkipped(InfluxServerIT::none))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no InfluxDB");
        assertThatThrownBy(() -> new InfluxExtension(true).orSkipped(InfluxServerIT::none))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Object none() {
        throw new IllegalStateException("no InfluxDB");
    }
}
