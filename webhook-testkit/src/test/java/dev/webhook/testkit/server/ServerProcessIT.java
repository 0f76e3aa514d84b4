package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerProcessIT {

    /** Bound but not listening: nobody else can have the port, and who asks there is refused at once. */
    private final Socket taken = new Socket();

    @BeforeEach
    void takeAPort() throws IOException {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void freeIt() throws IOException {
        taken.close();
    }

    @Test
    void aPortThatAnotherProcessTookIsReplacedByTheNext() throws IOException {
        try (Redis server =
                new Redis(List.of(RedisBinaries.find(System.getenv("PATH")).toString()), Duration.ofSeconds(30))) {
            server.launchOnFreePort();

            assertThat(server.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(server.answers()).isTrue();
            assertThat(Files.readString(server.log())).contains("in use");
        }
    }

    @Test
    void aServerThatDoesNotAnswerInTimeIsEnded() throws IOException {
        try (Redis server = new Redis(List.of("sh", "-c", "exec sleep 60"), Duration.ofMillis(100))) {
            assertThatThrownBy(server::launchOnFreePort)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the server took no connections in time");
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Test
    void postgresAndRedisTryAgainWhenTheirPortIsTaken() {
        // The setting overrules each port that is tried; the message has the end of the log of all attempts.
        String port = Integer.toString(taken.getLocalPort());

        assertThatThrownBy(() -> PostgresProcess.builder().set("port", port).start())
                .satisfies(e ->
                        assertThat(e.getMessage().split("could not bind", -1)).hasSizeGreaterThan(2));
        assertThatThrownBy(() -> RedisProcess.builder().set("port", port).start())
                .satisfies(e -> assertThat(e.getMessage().split("Address already in use", -1))
                        .hasSizeGreaterThan(2));
    }

    /** A Redis, or what takes its place, whose first port is taken. */
    private final class Redis extends ServerProcess {

        private final List<String> program;
        private int next = taken.getLocalPort();

        Redis(List<String> program, Duration patience) throws IOException {
            super("Redis", "webhook-server-", patience);
            this.program = program;
        }

        @Override
        Command command(int onPort) {
            return Command.of(program, "--port", onPort, "--bind", "127.0.0.1");
        }

        @Override
        int freePort() throws IOException {
            int port = next;
            next = super.freePort();
            return port;
        }

        @Override
        boolean answers() {
            try (RedisWire wire = RedisWire.open(URI.create("redis://127.0.0.1:" + port()))) {
                return wire.ask("PING").equals("+PONG");
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void stop() {
            stopBy("TERM");
        }
    }
}
