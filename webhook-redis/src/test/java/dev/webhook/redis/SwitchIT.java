package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.Answer;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.UnifiedJedis;

/** Two dispatchers on PostgreSQL with Redis as their accelerator, to which things happen. */
@ExtendWith(PostgresExtension.class)
@Timeout(240)
class SwitchIT {

    /** Fewer than the nodes' slots, so that they go on with the others. */
    private static final int HELD = 8;

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = Cluster.client(process.uri().getPort());
    private final Cluster cluster;

    SwitchIT(PostgresDatabase database) {
        cluster = new Cluster(database);
    }

    @AfterEach
    void close() {
        if (process.isRunning()) {
            process.resume();
        }
        cluster.close();
        jedis.close();
        process.close();
    }

    private void startNodes() {
        cluster.start(process.uri().getPort(), process.uri().getPort());
    }

    @Test
    void redisTakesOverAtOnceAndPostgresqlsQueueIsLeftEmpty() {
        startNodes();
        cluster.awaitActive("redis");

        cluster.publish(200);

        cluster.awaitAllDelivered();
        assertThat(cluster.duplicates()).isZero();
        assertThat(cluster.number("SELECT count(*) FROM webhook_queue")).isZero();
        Cluster.await(() -> jedis.zcard("{webhook:1}:lanes") == 0);
    }

    @Test
    void whatWaitsInPostgresqlsQueueMovesToRedisAndWhatIsInFlightIsNotSentAgain() {
        cluster.hold(HELD);
        process.suspend();
        startNodes();
        cluster.publish(100);
        cluster.awaitRequests(HELD);

        process.resume();

        cluster.awaitActive("redis");
        cluster.assertOthersAreDeliveredAndTheHeldOnesOnce(100);
        Cluster.await(() -> cluster.number("SELECT count(*) FROM webhook_queue") == 0);
    }

    @Test
    void withoutRedisPostgresqlDelivers() {
        process.kill();
        startNodes();

        cluster.publish(200);

        cluster.awaitAllDelivered();
        assertThat(cluster.duplicates()).isZero();
        assertThat(cluster.active()).isEqualTo("postgres");
    }

    @Test
    void aRedisThatIsFlushedIsFilledAnew() {
        cluster.hold(HELD);
        startNodes();
        cluster.awaitActive("redis");
        String epoch = cluster.epoch();
        cluster.publish(100);
        cluster.awaitRequests(HELD);

        jedis.flushAll();

        cluster.awaitOtherEpoch(epoch);
        cluster.assertOthersAreDeliveredAndTheHeldOnesOnce(100);
        assertThat(cluster.active()).isEqualTo("redis");
    }

    @Test
    void whatWasClaimedAndNotYetSentIsSentByTheQueueThatTakesOverAtOnce() {
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        AtomicReference<Executor> threads = new AtomicReference<>(waiting::add);
        cluster.start(
                builder -> builder.executor(task -> threads.get().execute(task)),
                process.uri().getPort());
        cluster.awaitActive("redis");
        cluster.publish(10);
        Cluster.await(() -> waiting.size() == Cluster.SLOTS);

        process.kill();
        cluster.awaitTold("postgres");

        assertThat(cluster.number(
                        "SELECT count(*) FROM webhook_deliveries WHERE next_retry_at > now() + interval '5 s'"))
                .as("put off, as if they were being sent")
                .isZero();
        threads.set(task -> new Thread(task).start());
        waiting.forEach(threads.get()::execute);
        cluster.awaitAllDelivered();
        assertThat(cluster.duplicates()).isZero();
    }

    @Test
    void circuitsThatAreOpenStayOpenWhicheverQueueTakesOver() {
        cluster.receiver().script(Answer.answer(500));
        startNodes();
        cluster.awaitActive("redis");
        cluster.publish(10);
        cluster.awaitAllCircuitsOpen();

        process.kill();
        cluster.awaitActive("postgres");
        // what was admitted before the circuits opened has long been sent, and nobody claims yet
        int before = cluster.receiver().requests().size();
        cluster.awaitTold("postgres");
        cluster.awaitAllCircuitsOpen();
        process.restart();
        cluster.endHold();
        cluster.awaitTold("redis");
        cluster.awaitAllCircuitsOpen();

        assertThat(cluster.receiver().requests()).hasSize(before);
    }
}
