package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the cluster, with its own ways to PostgreSQL and Redis, in which one node's process runs after the other, each
 * under a name of its own. Not thread-safe.
 */
final class Node implements AutoCloseable {

    private static final int SLOTS = 24;

    final String name;
    final TcpProxy toPostgres;
    final @Nullable TcpProxy toRedis;
    private final NodeSettings settings;
    private final InstantSource clock;
    private final List<Path> logs = new ArrayList<>();
    private final List<Ledger.Node> past = new ArrayList<>();
    private @Nullable NodeProcess process;
    private @Nullable Instant suspendedAt;
    private boolean stopping;

    Node(String name, NodeSettings settings, TcpProxy toPostgres, @Nullable TcpProxy toRedis) {
        this.name = name;
        this.settings = settings;
        this.clock = settings.clock();
        this.toPostgres = toPostgres;
        this.toRedis = toRedis;
    }

    void start() throws IOException {
        Path log = NodeProcess.newLog(current());
        logs.add(log);
        suspendedAt = null;
        stopping = false;
        process = NodeProcess.start(current(), SLOTS, settings, log);
    }

    /** Returns the name of the process that runs, or would run next. */
    private String current() {
        return name + "-" + (past.size() + 1);
    }

    /** A process that can't reach PostgreSQL while it starts ends; whoever runs it starts it again. */
    void supervise() throws IOException {
        if (process != null && !stopping && !process.isAlive() && !hasStarted()) {
            ended(clock.instant());
            start();
        }
    }

    boolean hasStarted() {
        return !lines(DispatcherNode.STARTED).isEmpty();
    }

    void kill() {
        running().kill();
        ended(clock.instant());
    }

    void suspend() throws IOException, InterruptedException {
        suspendedAt = clock.instant();
        running().suspend();
    }

    void resume() throws IOException, InterruptedException {
        running().resume();
    }

    /** Tells the process to end. */
    void askToStop() {
        stopping = true;
        running().askToEnd();
    }

    boolean hasStopped() {
        return process != null && !process.isAlive();
    }

    /** Lets the process end by itself. */
    void stop() {
        if (process != null) {
            process.close();
            ended(hasStarted() ? null : clock.instant());
        }
    }

    private NodeProcess running() {
        if (process == null || (!process.isAlive() && hasStarted())) {
            throw new IllegalStateException(current() + " ended by itself; its log says: " + lastWords());
        }
        return process;
    }

    private void ended(@Nullable Instant killedAt) {
        process = null;
        past.add(new Ledger.Node(
                current(), SLOTS, 0, killedAt, suspendedAt, attempted(), killedAt == null ? threadsLeft() : null));
    }

    /** Returns what ran here. */
    List<Ledger.Node> past() {
        return past;
    }

    List<Path> logs() {
        return logs;
    }

    /** A killed process told of some only. */
    private long attempted() {
        return lines(DispatcherNode.ATTEMPTED).stream()
                .mapToLong(line -> Long.parseLong(line.split(" ", -1)[1]))
                .max()
                .orElse(0);
    }

    private String threadsLeft() {
        List<String> told = lines(DispatcherNode.LEFT);
        return told.isEmpty()
                ? "it didn't tell; its log ends with: " + lastWords()
                : told.get(0).substring(DispatcherNode.LEFT.length());
    }

    private String lastWords() {
        List<String> all = lines("");
        return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
    }

    private List<String> lines(String beginning) {
        try (var lines = Files.lines(logs.get(logs.size() - 1))) {
            return lines.filter(line -> line.startsWith(beginning)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.kill();
        }
        toPostgres.close();
        if (toRedis != null) {
            toRedis.close();
        }
    }
}
