package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisProcessIT {

    private static String ask(URI uri, String command) throws IOException {
        try (RedisWire wire = RedisWire.open(uri)) {
            return wire.ask(command);
        }
    }

    @Test
    void theServerInTheJarRunsWhereNoneIsInstalled() throws IOException {
        try (RedisProcess process = RedisProcess.builder().searchPath("").start()) {
            assertThat(ask(process.uri(), "INFO server")).contains("redis_version:6.2");
        }
    }

    @Test
    void theServerInTheJarCanBeTakenBeforeAnInstalledOne() throws IOException {
        try (RedisProcess process = RedisProcess.builder().embeddedFirst().start()) {
            assertThat(ask(process.uri(), "INFO server")).contains("redis_version:6.2");
        }
    }

    @Test
    void aFolderOfThePathThatHoldsNoServerIsPassedOver() throws IOException {
        try (RedisProcess process =
                RedisProcess.builder().searchPath("/nonexistent::/usr/lib").start()) {
            assertThat(ask(process.uri(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void whatWasWrittenToTheLogOutlivesAKill() throws IOException {
        try (RedisProcess process =
                RedisProcess.builder().set("appendonly", "yes").start()) {
            ask(process.uri(), "SET k kept");
            long first = process.pid();

            process.kill();
            assertThat(process.isRunning()).isFalse();
            assertThatThrownBy(() -> ask(process.uri(), "PING")).isInstanceOf(IOException.class);
            process.restart();

            assertThat(process.pid()).isNotEqualTo(first);
            assertThat(ask(process.uri(), "GET k")).isEqualTo("kept");
        }
    }

    @Test
    void nothingIsKeptUnlessASettingAsksForIt() throws IOException {
        try (RedisProcess process = RedisProcess.builder().start()) {
            ask(process.uri(), "SET k gone");
            process.stop();
            process.restart();

            assertThat(ask(process.uri(), "EXISTS k")).isEqualTo(":0");
        }
    }

    @Test
    void aSuspendedServerAnswersNothingUntilItIsResumed() throws IOException {
        try (RedisProcess process = RedisProcess.builder().start();
                RedisWire wire = RedisWire.open(process.uri())) {
            process.suspend();
            assertThatThrownBy(() -> wire.ask("PING")).isInstanceOf(SocketTimeoutException.class);

            process.resume();

            assertThat(ask(process.uri(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void closeEndsASuspendedServerTooAndLeavesNothing() {
        RedisProcess process = RedisProcess.builder().start();
        ProcessHandle server = ProcessHandle.of(process.pid()).orElseThrow();
        Path home = process.dataDirectory();
        process.suspend();

        process.close();
        process.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(home).doesNotExist();
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        assertThatThrownBy(() ->
                        RedisProcess.builder().set("maxmemory-policy", "none").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxmemory-policy");
        assertThatThrownBy(() -> RedisProcess.builder().set("--port", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--port");
    }
}
