package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of one's own: three masters that share the slots, as processes of this machine, of the oldest Redis
 * there is on it ({@link RedisProcess.Builder#embeddedFirst()}).
 *
 * <p>Thread-safe.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<RedisProcess> masters = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts a cluster; returns when every master says that all slots are served.
     *
     * @throws IllegalStateException if it can't be started; the message says why
     */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < MASTERS; i++) {
                cluster.masters.add(RedisProcess.builder()
                        .embeddedFirst()
                        .set("cluster-enabled", "yes")
                        .set("cluster-announce-ip", "127.0.0.1")
                        .start());
            }
            cluster.join();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new IllegalStateException("a Redis Cluster can't be made: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Returns the masters, which a test may kill or suspend. */
    public List<RedisProcess> masters() {
        return List.copyOf(masters);
    }

    /** Returns where the masters listen. */
    public List<URI> uris() {
        return masters.stream().map(RedisProcess::uri).toList();
    }

    private void join() throws IOException {
        int port = masters.get(0).uri().getPort();
        for (int i = 0; i < MASTERS; i++) {
            String slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            try (RedisWire wire = RedisWire.open(masters.get(i).uri())) {
                wire.ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
                wire.ask("CLUSTER ADDSLOTS " + slots);
                if (i > 0) {
                    wire.ask("CLUSTER MEET 127.0.0.1 " + port);
                }
            }
        }
        long begin = System.nanoTime();
        for (RedisProcess master : masters) {
            awaitAgreement(master, begin);
        }
    }

    private static void awaitAgreement(RedisProcess master, long begin) throws IOException {
        try (RedisWire wire = RedisWire.open(master.uri())) {
            String info = wire.ask("CLUSTER INFO");
            while (!info.contains("cluster_state:ok") || !info.contains("cluster_known_nodes:" + MASTERS)) {
                if (System.nanoTime() - begin > PATIENCE_NANOS) {
                    throw new IOException("the masters don't agree: " + info);
                }
                info = wire.ask("CLUSTER INFO");
            }
        }
    }

    /** Stops the masters and removes their directories. Has no effect the second time. */
    @Override
    public void close() {
        masters.forEach(RedisProcess::close);
    }
}
