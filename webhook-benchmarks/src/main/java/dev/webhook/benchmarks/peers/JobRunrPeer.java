package dev.webhook.benchmarks.peers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr: a job request for each webhook, enqueued as a stream, which it stores in batches. It has no batch to set: a
 * worker that becomes free fetches as many jobs as there are free workers. Jobs that succeeded stay for 36 hours, as they
 * do by default; {@link #fill} removes them.
 */
final class JobRunrPeer implements Peer {

    private final PeerDatabase database;
    private final Sender sender;
    private final Target target;
    private final Settings settings;
    private final JsonMapper json = new JacksonJsonMapper();
    private final PostgresStorageProvider storage;
    private final JobRequestScheduler scheduler;

    /** What its background job server is told. A poll of less than 5 s is refused. */
    private record Settings(int workers, Duration poll, int connections) {

        @Override
        public String toString() {
            return "%d workers, poll %d s, %d connections".formatted(workers, poll.toSeconds(), connections);
        }
    }

    /** What is stored of a job. */
    record Request(Webhook webhook) implements JobRequest {

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** What runs a job. Public, since JobRunr calls it by reflection. */
    public static final class Handler implements JobRequestHandler<Request> {

        private final Sender sender;

        Handler(Sender sender) {
            this.sender = sender;
        }

        @Override
        public void run(Request request) {
            sender.post(request.webhook().url(), request.webhook().body());
        }
    }

    private JobRunrPeer(Target target, Settings settings) throws SQLException {
        this.target = target;
        this.settings = settings;
        database = new PeerDatabase(target.jdbcUrl(), "peer_jobrunr", settings.connections);
        sender = new Sender(settings.workers);
        storage = new PostgresStorageProvider(database.pool()); // migrates
        storage.setJobMapper(new JobMapper(json));
        scheduler = new JobRequestScheduler(storage);
    }

    /** Of the sweep of 2026-11-27, which is in docs/benchmarks.md. */
    static Variant best() {
        return variant(new Settings(256, Duration.ofSeconds(5), 32));
    }

    static List<Variant> sweep() {
        Duration least = Duration.ofSeconds(5);
        return Stream.of(
                        new Settings(32, least, 10),
                        new Settings(64, least, 10),
                        new Settings(128, least, 10),
                        new Settings(256, least, 10),
                        new Settings(512, least, 10),
                        new Settings(64, least, 32),
                        new Settings(256, least, 32),
                        new Settings(256, Duration.ofSeconds(15), 10))
                .map(JobRunrPeer::variant)
                .toList();
    }

    private static Variant variant(Settings settings) {
        return new Variant(settings.toString(), target -> new JobRunrPeer(target, settings));
    }

    @Override
    public void fill(int count) throws SQLException {
        database.execute("TRUNCATE jobrunr_jobs");
        scheduler.enqueue(IntStream.range(0, count)
                .mapToObj(number -> new Request(new Webhook(target.url(number), target.body()))));
        database.vacuum();
    }

    @Override
    public double drain(int count) throws SQLException, InterruptedException {
        sender.expect(count);
        Handler handler = new Handler(sender);
        JobActivator activator = new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
        BackgroundJobServer server = new BackgroundJobServer(
                storage,
                json,
                activator,
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(settings.workers)
                        .andPollInterval(settings.poll));
        server.start(); // takes a second or two to begin, in which no time runs
        try {
            sender.await();
            database.awaitNone("SELECT count(*) FROM jobrunr_jobs WHERE state <> 'SUCCEEDED'");
            return sender.rate(count);
        } finally {
            server.stop();
        }
    }

    @Override
    public void close() {
        scheduler.shutdown();
        storage.close();
        sender.close();
        database.close();
    }
}
