package dev.webhook.benchmarks.peers;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * transaction-outbox: a call for each webhook, scheduled in transactions of 500, whose inserts it batches. It has a
 * transaction open, hence a connection, while a call runs; so there is a connection for each thread, and one for the thread
 * that flushes. That is one only: when four flushed, some calls were passed over until their next attempt.
 */
final class OutboxPeer implements Peer {

    private static final int AT_ONCE = 500;
    private static final int SECONDS = 10;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long an entry is left alone after it was handed over; longer than a drain takes. */
    private static final Duration ATTEMPTS = Duration.ofHours(1);

    private final PeerDatabase database;
    private final Sender sender;
    private final Target target;
    private final Settings settings;
    private final TransactionManager transactions;
    private final List<Runnable> handedOver = new ArrayList<>();
    private int stored;

    /**
     * How entries come to the threads that make the calls.
     *
     * @param batch how many of what is due are read at once, or 0 if each entry goes to the threads when its transaction
     *     commits, without being read; that is its fast path, which keeps the backlog in memory
     * @param pause how long the thread that reads rests when nothing is due
     */
    private record Settings(int threads, int batch, Duration pause) {

        @Override
        public String toString() {
            String calls = "%d threads, %d connections, ".formatted(threads, connections());
            return batch == 0
                    ? calls + "handed over at commit"
                    : calls + "flushed by %d, pause %d ms".formatted(batch, pause.toMillis());
        }

        private int connections() {
            return threads + 1;
        }
    }

    /** What is called. */
    interface Webhooks {

        /** Posts it. */
        void send(String url, String body);
    }

    /** What the call does. */
    private static final class Sending implements Webhooks {

        private final Sender sender;

        Sending(Sender sender) {
            this.sender = sender;
        }

        @Override
        public void send(String url, String body) {
            sender.post(url, body);
        }
    }

    private OutboxPeer(Target target, Settings settings) throws SQLException {
        this.target = target;
        this.settings = settings;
        database = new PeerDatabase(target.jdbcUrl(), "peer_outbox", settings.connections());
        sender = new Sender(settings.threads);
        transactions = TransactionManager.fromDataSource(database.pool());
    }

    /** Of the sweep of 2026-11-27, which is in docs/benchmarks.md. */
    static Variant best(boolean atCommit) {
        return variant(atCommit ? new Settings(16, 0, PAUSE) : new Settings(16, 1_000, Duration.ofSeconds(1)));
    }

    /** With the default batch, 4,096, first. */
    static List<Variant> sweep(boolean atCommit) {
        Stream<Settings> all = atCommit
                ? Stream.of(4, 8, 16, 32).map(threads -> new Settings(threads, 0, PAUSE))
                : Stream.of(
                        new Settings(8, 4_096, PAUSE),
                        new Settings(16, 4_096, PAUSE),
                        new Settings(32, 4_096, PAUSE),
                        new Settings(64, 4_096, PAUSE),
                        new Settings(16, 250, PAUSE),
                        new Settings(8, 1_000, PAUSE),
                        new Settings(16, 1_000, PAUSE),
                        new Settings(32, 1_000, PAUSE),
                        new Settings(16, 1_000, Duration.ofSeconds(1)));
        return all.map(OutboxPeer::variant).toList();
    }

    private static Variant variant(Settings settings) {
        return new Variant(settings.toString(), target -> new OutboxPeer(target, settings));
    }

    private TransactionOutbox outbox(Clock clock, Executor executor) {
        Sending sending = new Sending(sender);
        return TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .instantiator(Instantiator.using(type -> sending))
                .clockProvider(() -> clock)
                .attemptFrequency(ATTEMPTS)
                .flushBatchSize(Math.max(1, settings.batch))
                .submitter(Submitter.withExecutor(executor))
                .build();
    }

    @Override
    public void fill(int count) throws SQLException {
        handedOver.clear();
        // As if it had been stored so long ago that it is due: what is handed over at commit isn't read before.
        Clock before = Clock.offset(Clock.systemUTC(), ATTEMPTS.multipliedBy(-2));
        TransactionOutbox outbox = outbox(before, settings.batch == 0 ? handedOver::add : entry -> {});
        for (int i = 0; i < count; i += AT_ONCE) {
            int begin = i;
            transactions.inTransaction(() -> IntStream.range(begin, Math.min(count, begin + AT_ONCE))
                    .forEach(number ->
                            outbox.schedule(Webhooks.class).send(target.url(stored + number), target.body())));
        }
        stored += count;
        database.vacuum();
    }

    @Override
    public double drain(int count) throws SQLException, InterruptedException {
        sender.expect(count);
        ExecutorService calls = Executors.newFixedThreadPool(settings.threads);
        ExecutorService flusher = Executors.newSingleThreadExecutor();
        try {
            TransactionOutbox outbox = outbox(Clock.systemUTC(), calls);
            sender.begin();
            handedOver.forEach(calls::execute);
            if (settings.batch > 0) {
                flusher.execute(() -> flush(outbox));
            }
            sender.await();
            database.awaitNone("SELECT count(*) FROM txno_outbox");
            return sender.rate(count);
        } finally {
            end(flusher);
            end(calls);
        }
    }

    /** The loop that its documentation gives. */
    private void flush(TransactionOutbox outbox) {
        while (!Thread.currentThread().isInterrupted()) {
            while (outbox.flush()) {
                // there is more
            }
            try {
                TimeUnit.MILLISECONDS.sleep(settings.pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void end(ExecutorService threads) throws InterruptedException {
        threads.shutdownNow();
        if (!threads.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("threads of transaction-outbox go on");
        }
    }

    @Override
    public void close() {
        sender.close();
        database.close();
    }
}
