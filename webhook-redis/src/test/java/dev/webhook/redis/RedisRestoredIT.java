package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.Answer;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;

/** Dispatchers whose Redis comes back as it was before, or can be reached by some of them only. */
@ExtendWith(PostgresExtension.class)
@Timeout(240)
class RedisRestoredIT {

    private final Cluster cluster;

    RedisRestoredIT(PostgresDatabase database) {
        cluster = new Cluster(database);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aRedisThatIsRestoredFromAnOldSnapshotIsFilledAnew() throws IOException {
        try (RedisProcess process = RedisProcess.builder().start();
                UnifiedJedis jedis = Cluster.client(process.uri().getPort())) {
            start(process);
            retryEach(100);
            jedis.executeCommand(new CommandArguments(Protocol.Command.SAVE));
            Path dump = process.dataDirectory().resolve("dump.rdb");
            Path old = Files.copy(dump, dump.resolveSibling("old.rdb"));
            cluster.awaitAllDelivered();
            retryEach(100);

            process.kill();
            Files.copy(old, dump, StandardCopyOption.REPLACE_EXISTING);
            comesBack(process);
        }
    }

    @Test
    void aRedisThatLostItsLastWritesIsFilledAnew() throws IOException {
        try (RedisProcess process = RedisProcess.builder()
                .set("appendonly", "yes")
                .set("appendfsync", "always")
                .start()) {
            start(process);
            retryEach(100);

            process.kill();
            cutTail(process.dataDirectory());
            comesBack(process);
        }
    }

    private static void cutTail(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path written = files.filter(file -> file.toString().endsWith(".aof"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(written.toFile(), "rw")) {
                assertThat(file.length()).isGreaterThan(2_000);
                file.setLength(file.length() / 2);
            }
        }
    }

    @Test
    void aReplicaThatWasBehindIsFilledAnewOnceItIsPromoted() {
        try (RedisProcess master = RedisProcess.builder().start();
                RedisProcess replica = RedisProcess.builder()
                        .set("replicaof", "127.0.0.1 " + master.uri().getPort())
                        .start();
                UnifiedJedis promoted = Cluster.client(replica.uri().getPort());
                Link link = Link.to(master.uri().getPort())) {
            cluster.start(link.port(), link.port());
            cluster.awaitActive("redis");
            retryEach(100);
            Cluster.await(() -> promoted.exists("{webhook:1}:epoch"));
            replica.suspend();
            cluster.publish(100);
            String epoch = cluster.epoch();

            master.kill();
            replica.resume();
            promoted.executeCommand(new CommandArguments(Protocol.Command.REPLICAOF).addObjects("NO", "ONE"));
            link.lead(replica.uri().getPort());

            cluster.awaitOtherEpoch(epoch);
            cluster.awaitAllDelivered();
        }
    }

    /** The node that can't reach it sees to it that all go on in PostgreSQL. */
    @Test
    void aNodeThatAloneCannotReachRedisStopsNobody() {
        try (RedisProcess process = RedisProcess.builder().start();
                Link link = Link.to(process.uri().getPort())) {
            cluster.start(process.uri().getPort(), link.port());
            cluster.awaitActive("redis");
            cluster.publish(100);

            link.cut();
            cluster.publish(100);

            cluster.awaitActive("postgres");
            cluster.awaitAllDelivered();
            assertThat(cluster.duplicates()).isLessThanOrEqualTo(2 * Cluster.SLOTS);
            link.mend();
            cluster.endHold();
            cluster.awaitActive("redis");
            cluster.publish(10);
            cluster.awaitAllDelivered();
        }
    }

    private void start(RedisProcess process) {
        cluster.start(process.uri().getPort(), process.uri().getPort());
        cluster.awaitActive("redis");
    }

    /** Publishes events whose first attempt on each lane fails, and waits until all were made, so that much waits in Redis. */
    private void retryEach(int events) {
        int before = cluster.receiver().requests().size();
        int deliveries = events * Cluster.LANES;
        cluster.receiver().script(Answer.answer(400).times(deliveries), Answer.answer(200));
        cluster.publish(events);
        cluster.awaitRequests(before + deliveries / 2);
    }

    private void comesBack(RedisProcess process) {
        String epoch = cluster.epoch();
        process.restart();

        cluster.awaitOtherEpoch(epoch);
        cluster.publish(50);
        cluster.awaitAllDelivered();
        if (cluster.active().equals("postgres")) {
            cluster.endHold(); // it was away for longer than a second
        }
        cluster.awaitActive("redis");
        cluster.publish(10);
        cluster.awaitAllDelivered();
    }
}
