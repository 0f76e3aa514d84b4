package dev.webhook.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * db-scheduler: a one-time task for each webhook, stored in batches. With its table definition for PostgreSQL, less the
 * column and index of priorities, which are for who enables them and would cost an index more.
 */
final class DbSchedulerPeer implements Peer {

    private static final List<String> TABLE = List.of(
            """
            CREATE TABLE scheduled_tasks (
                task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
                last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                last_heartbeat timestamptz, version bigint NOT NULL, PRIMARY KEY (task_name, task_instance))
            """,
            "CREATE INDEX ON scheduled_tasks (execution_time)",
            "CREATE INDEX ON scheduled_tasks (last_heartbeat)");
    private static final String ATTEMPTS = """
            CREATE TABLE attempts (
                delivery_id text, number int, status int NOT NULL, duration_us bigint NOT NULL, at timestamptz NOT NULL,
                PRIMARY KEY (delivery_id, number))
            """;
    private static final String ATTEMPT = "INSERT INTO attempts VALUES (?, ?, ?, ?, ?)";
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final PeerDatabase database;
    private final Sender sender;
    private final Target target;
    private final Settings settings;
    private final OneTimeTask<Webhook> task;
    private final SchedulerClient client;
    private int stored;

    /**
     * How it polls.
     *
     * @param lock whether executions are locked as they are fetched ("lock-and-fetch"), or one by one as they begin
     * @param lower at how many waiting executions for each thread it fetches more
     * @param upper how many it then has for each thread
     */
    private record Settings(boolean lock, int threads, double lower, double upper, Duration poll, int connections) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s, %d threads, limits %.1f and %.1f, poll %d ms, %d connections",
                    lock ? "lock-and-fetch" : "fetch",
                    threads,
                    lower,
                    upper,
                    poll.toMillis(),
                    connections);
        }
    }

    private DbSchedulerPeer(Target target, boolean recording, Settings settings) throws SQLException {
        this.target = target;
        this.settings = settings;
        database = new PeerDatabase(
                target.jdbcUrl(),
                recording ? "peer_db_scheduler_recording" : "peer_db_scheduler",
                settings.connections);
        sender = new Sender(settings.threads);
        for (String statement : TABLE) {
            database.execute(statement);
        }
        if (recording) {
            database.execute(ATTEMPTS);
        }
        task = Tasks.oneTime("webhook", Webhook.class).execute((instance, context) -> {
            if (recording) {
                sendAndRecord(instance, context.getExecution().consecutiveFailures + 1);
            } else {
                sender.post(instance.getData().url(), instance.getData().body());
            }
        });
        client = SchedulerClient.Builder.create(database.pool(), task)
                .serializer(new WebhookSerializer())
                .build();
    }

    /** Of the sweep of 2026-11-27, which is in docs/benchmarks.md. */
    static Variant best(boolean recording) {
        Settings settings = recording
                ? new Settings(true, 20, 10, 50, Duration.ofSeconds(1), 22)
                : new Settings(true, 20, 4, 20, Duration.ofSeconds(1), 22);
        return variant(recording, settings);
    }

    /** The three of its documentation's benchmark first, its default strategy last. */
    static List<Variant> sweep(boolean recording) {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                        new Settings(true, 20, 4, 20, second, 10),
                        new Settings(true, 100, 2, 6, second, 50),
                        new Settings(true, 50, 0.5, 4, second, 50),
                        new Settings(true, 6, 10, 50, second, 10),
                        new Settings(true, 10, 4, 20, second, 10),
                        new Settings(true, 10, 10, 50, second, 12),
                        new Settings(true, 20, 4, 20, second, 22),
                        new Settings(true, 20, 10, 50, second, 22),
                        new Settings(true, 50, 2, 8, second, 50),
                        new Settings(true, 20, 0.5, 1, second, 22),
                        new Settings(true, 20, 4, 20, Duration.ofMillis(100), 22),
                        new Settings(false, 20, 0.5, 3, second, 22))
                .map(settings -> variant(recording, settings))
                .toList();
    }

    private static Variant variant(boolean recording, Settings settings) {
        return new Variant(settings.toString(), target -> new DbSchedulerPeer(target, recording, settings));
    }

    private void sendAndRecord(TaskInstance<Webhook> instance, int number) {
        Instant at = Instant.now();
        long begin = System.nanoTime();
        int status = sender.post(instance.getData().url(), instance.getData().body());
        try (Connection connection = database.pool().getConnection();
                PreparedStatement statement = connection.prepareStatement(ATTEMPT)) {
            statement.setString(1, instance.getId());
            statement.setInt(2, number);
            statement.setInt(3, status);
            statement.setLong(4, (System.nanoTime() - begin) / 1_000);
            statement.setTimestamp(5, Timestamp.from(at));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("an attempt could not be recorded", e);
        }
    }

    @Override
    public void fill(int count) throws SQLException {
        Instant due = Instant.now();
        client.scheduleBatch(
                IntStream.range(stored, stored + count)
                        .mapToObj(number -> task.instance(
                                Integer.toString(number), new Webhook(target.url(number), target.body()))),
                due);
        stored += count;
        database.vacuum();
    }

    @Override
    public double drain(int count) throws SQLException, InterruptedException {
        sender.expect(count);
        SchedulerBuilder builder = Scheduler.create(database.pool(), task)
                .schedulerName(new SchedulerName.Fixed("benchmark"))
                .serializer(new WebhookSerializer())
                .threads(settings.threads)
                .pollingInterval(settings.poll)
                .shutdownMaxWait(STOPPING);
        if (settings.lock) {
            builder.pollUsingLockAndFetch(settings.lower, settings.upper);
        } else {
            builder.pollUsingFetch(settings.lower, settings.upper);
        }
        Scheduler scheduler = builder.build();
        sender.begin();
        scheduler.start();
        try {
            sender.await();
            database.awaitNone("SELECT count(*) FROM scheduled_tasks");
            return sender.rate(count);
        } finally {
            scheduler.stop();
        }
    }

    @Override
    public void close() {
        sender.close();
        database.close();
    }
}
