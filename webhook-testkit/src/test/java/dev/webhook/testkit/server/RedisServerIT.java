package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class RedisServerIT {

    private static final Path NOWHERE = Path.of("/nonexistent");

    private final RedisServer server;
    private final RedisCluster cluster;

    RedisServerIT(RedisServer server, RedisCluster cluster) {
        this.server = server;
        this.cluster = cluster;
    }

    private static RedisServer find(String url) {
        return new RedisLadder(Map.of(RedisLadder.VARIABLE, url), NOWHERE).find();
    }

    @Test
    void saysWhichServerTestsRunOn() {
        assertThat(server.version()).matches("\\d+\\.\\d+.*");
        assertThat(server.toString()).startsWith("Redis " + server.version());
    }

    @Test
    void oneServerIsForAll(RedisServer again) {
        assertThat(again).isSameAs(server);
    }

    @Test
    void aServerNamedByTheEnvironmentIsTakenAndOutlivesItsUse() throws IOException {
        try (RedisProcess process =
                RedisProcess.builder().set("requirepass", "canary-%1").start()) {
            URI uri = URI.create(process.uri().toString().replace("//", "//:canary-%251@"));
            RedisServer named = find(uri.toString());
            named.close();

            assertThat(named.source()).isEqualTo(RedisServer.Source.ENVIRONMENT);
            assertThat(named.uri()).isEqualTo(uri);
            assertThat(named.toString()).doesNotContain("canary");
            assertThat(process.isRunning()).isTrue();
        }
    }

    @Test
    void aServerNamedByTheEnvironmentThatDoesNotAnswerIsNotReplaced() {
        assertThatThrownBy(() -> find("redis://:canary-1@127.0.0.1:1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no Redis for tests: the server that WEBHOOK_TEST_REDIS_URL names")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> find("127.0.0.1:6379"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it isn't like redis://");
    }

    @Test
    void theMastersOfAClusterServeAllSlotsTogether() throws IOException {
        assertThat(cluster.uris()).hasSize(3).doesNotHaveDuplicates();
        for (URI uri : cluster.uris()) {
            try (RedisWire wire = RedisWire.open(uri)) {
                assertThat(wire.ask("CLUSTER INFO"))
                        .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_size:3");
            }
        }
    }
}
