package dev.webhook.benchmarks.chaos;

import dev.webhook.benchmarks.chaos.TcpProxy.Weather;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;

/** The faults of a run. */
final class Faults {

    private static final String POSTGRES = "postgres";
    private static final String REDIS = "redis";
    private static final String RECEIVER = "receiver";

    /** A node's leases last a minute. */
    private static final int BEYOND_THE_LEASE = 64_000;

    private final Cluster cluster;
    private final Random random;
    private final List<Fault> all = new ArrayList<>();

    private Faults(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** Returns one of each. Which node suffers is chosen anew for each round of all. */
    static List<Fault> of(Cluster cluster, Random random) {
        Faults faults = new Faults(cluster, random);
        faults.ofNode(faults.someNode());
        Node cutOff = faults.someNode();
        faults.ofNetwork("PostgreSQL's network", cutOff.name, cutOff.toPostgres);
        faults.ofNetwork("the receiver's network", RECEIVER, cluster.toReceiver);
        faults.ofPostgres();
        faults.ofEndpoints();
        if (cluster.redis != null) {
            faults.ofRedis(cluster.redis);
            Node lost = faults.someNode();
            faults.ofNetwork("Redis's network", lost.name, Objects.requireNonNull(lost.toRedis));
        }
        return faults.all;
    }

    private Node someNode() {
        return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    }

    private void add(String name, String target, int shortestMillis, int longestMillis, Fault.Deed deed) {
        all.add(new Fault(name, List.of(target), shortestMillis, longestMillis, deed));
    }

    private void ofNode(Node node) {
        add("killed", node.name, 0, 3_000, () -> {
            node.kill();
            return node::start;
        });
        add("suspended", node.name, 1_000, 8_000, () -> suspend(node));
        add("restarted", node.name, 0, 2_000, () -> {
            node.askToStop();
            return new Fault.Undo() {
                @Override
                public void undo() throws IOException {
                    node.stop();
                    node.start();
                }

                @Override
                public boolean isReady() {
                    return node.hasStopped();
                }
            };
        });
    }

    private static Fault.Undo suspend(Node node) throws Exception {
        node.suspend();
        return node::resume;
    }

    /** Returns the ones that are long, and are done once each. */
    static List<Fault> longOnes(Cluster cluster) {
        Node node = cluster.nodes.get(0);
        // a node can't end in an orderly way while PostgreSQL is away, and nothing else happens while this does
        List<String> names = Stream.concat(cluster.nodes.stream().map(each -> each.name), Stream.of(POSTGRES))
                .toList();
        return List.of(
                new Fault(
                        "suspended beyond its lease",
                        List.of(node.name),
                        BEYOND_THE_LEASE,
                        BEYOND_THE_LEASE,
                        () -> suspend(node)),
                new Fault("all restarted in turn", names, 0, 0, () -> {
                    for (Node each : cluster.nodes) {
                        each.stop();
                        each.start();
                    }
                    return () -> {};
                }));
    }

    private void ofNetwork(String of, String target, TcpProxy proxy) {
        weather(of + " is slow", target, 3_000, 8_000, proxy, new Weather.Delay(50 + random.nextInt(100)));
        weather(of + " is silent", target, 1_000, 8_000, proxy, new Weather.BlackHole());
        weather(of + " resets", target, 500, 3_000, proxy, new Weather.Reset());
        weather(of + " cuts", target, 2_000, 5_000, proxy, new Weather.Cut(random.nextInt(20_000)));
        weather(of + " loses replies", target, 500, 3_000, proxy, new Weather.RepliesLost());
    }

    private void weather(String name, String target, int shortest, int longest, TcpProxy proxy, Weather bad) {
        add(name, target, shortest, longest, () -> {
            proxy.become(bad);
            return () -> proxy.become(new Weather.Fair());
        });
    }

    private void ofPostgres() {
        add("killed", POSTGRES, 0, 3_000, () -> {
            cluster.postgres.kill();
            return cluster.postgres::restart;
        });
        add("read-only", POSTGRES, 2_000, 5_000, () -> {
            cluster.sql("ALTER SYSTEM SET default_transaction_read_only = on");
            cluster.sql("SELECT pg_reload_conf()");
            return () -> {
                cluster.sql("ALTER SYSTEM RESET default_transaction_read_only");
                cluster.sql("SELECT pg_reload_conf()");
            };
        });
        add("all back-ends terminated", POSTGRES, 0, 0, () -> {
            cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            return () -> {};
        });
    }

    private void ofEndpoints() {
        add("paused", "the paused endpoint", 2_000, 8_000, cluster.cast::pause);
        add("disabled", "the disabled endpoint", 2_000, 6_000, cluster.cast::disable);
        add("answers 503", "the failing endpoint", 15_000, 25_000, cluster.cast::fail);
        add("gets a new secret", "the rotated endpoint", 2_000, 4_000, () -> {
            cluster.cast.rotate();
            return () -> {};
        });
    }

    private void ofRedis(RedisProcess redis) {
        add("killed", REDIS, 500, 5_000, () -> {
            redis.kill();
            return redis::restart;
        });
        add("hung", REDIS, 500, 5_000, () -> {
            redis.suspend();
            return redis::resume;
        });
        add("flushed", REDIS, 0, 0, () -> redis(UnifiedJedis::flushAll));
        add("scripts flushed", REDIS, 0, 0, () -> redis(jedis -> jedis.scriptFlush()));
        add("full", REDIS, 1_000, 5_000, () -> {
            redis(jedis -> jedis.configSet("maxmemory", "1"));
            return () -> redis(jedis -> jedis.configSet("maxmemory", "0"));
        });
        add("restored from an old snapshot", REDIS, 5_000, 10_000, () -> {
            redis(jedis -> jedis.executeCommand(
                    new CommandObject<>(new CommandArguments(Protocol.Command.SAVE), BuilderFactory.STRING)));
            Path dump = redis.dataDirectory().resolve("dump.rdb");
            Path old = redis.dataDirectory().resolve("old.rdb");
            Files.copy(dump, old, StandardCopyOption.REPLACE_EXISTING);
            return () -> {
                redis.kill();
                Files.copy(old, dump, StandardCopyOption.REPLACE_EXISTING);
                redis.restart();
            };
        });
    }

    private interface Command {
        @Nullable
        Object send(UnifiedJedis jedis);
    }

    private Fault.Undo redis(Command command) {
        try (UnifiedJedis jedis = cluster.settings.client()) {
            Object unused = command.send(Objects.requireNonNull(jedis));
        }
        return () -> {};
    }
}
