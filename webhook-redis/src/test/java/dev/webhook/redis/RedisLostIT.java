package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.UnifiedJedis;

/** Two dispatchers on PostgreSQL whose accelerator, Redis, is lost while they send; see also {@link SwitchIT}. */
@ExtendWith(PostgresExtension.class)
@Timeout(240)
class RedisLostIT {

    /** Fewer than the nodes' slots, so that they go on with the others. */
    private static final int HELD = 8;

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = Cluster.client(process.uri().getPort());
    private final Cluster cluster;

    RedisLostIT(PostgresDatabase database) {
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

    @Test
    void aRedisThatIsKilledIsReplacedAndComesBack() {
        lostBy(process::kill);

        process.restart();
        cluster.publish(50);
        assertThat(cluster.active()).isEqualTo("postgres");
        cluster.endHold();

        cluster.awaitActive("redis");
        cluster.publish(50);
        cluster.awaitAllDelivered();
    }

    @Test
    void aRedisThatHangsIsReplaced() {
        lostBy(process::suspend);
    }

    @Test
    void aRedisThatIsFullIsReplaced() {
        lostBy(() -> jedis.configSet("maxmemory", "1"));
        jedis.configSet("maxmemory", "0");
    }

    /** It answers, so that it seems to be back: nothing may wait in a queue that can't even begin. */
    @Test
    void aRedisThatIsStillFullIsLeftAgainAtOnce() {
        lostBy(() -> jedis.configSet("maxmemory", "1"));

        cluster.endHold();
        Cluster.await(() -> holdSeconds() > 60);
        cluster.publish(50);
        cluster.awaitAllDelivered();
        assertThat(cluster.active()).isEqualTo("postgres");

        jedis.configSet("maxmemory", "0");
        cluster.endHold();
        cluster.awaitActive("redis");
        cluster.publish(50);
        cluster.awaitAllDelivered();
    }

    /** Returns for how long Redis is left alone, in seconds. */
    private long holdSeconds() {
        return cluster.number("SELECT extract(epoch FROM hold)::bigint FROM webhook_active_queue");
    }

    /** What is in flight when Redis is lost isn't sent again. */
    private void lostBy(Runnable fault) {
        cluster.hold(HELD);
        cluster.start(process.uri().getPort(), process.uri().getPort());
        cluster.awaitActive("redis");
        cluster.publish(100);
        cluster.awaitRequests(HELD);

        fault.run();
        cluster.publish(100);

        cluster.awaitActive("postgres");
        cluster.assertOthersAreDeliveredAndTheHeldOnesOnce(200);
        assertThat(holdSeconds()).isEqualTo(60);
    }
}
