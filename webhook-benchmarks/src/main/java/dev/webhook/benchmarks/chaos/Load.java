package dev.webhook.benchmarks.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Publishes at a steady rate, through all faults, until it is stopped. Thread-safe. */
final class Load implements AutoCloseable {

    private static final int AT_MOST = 10;

    private final Application application;
    private final double perSecond;
    private final InstantSource clock;
    private final Queue<Ledger.HostTransaction> transactions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger committed = new AtomicInteger();
    private final Thread thread = new Thread(this::publish, "load");
    private volatile boolean ended;

    Load(Application application, double perSecond) {
        this.application = application;
        this.perSecond = perSecond;
        this.clock = application.settings().clock();
    }

    void start() {
        thread.start();
    }

    private void publish() {
        long begin = System.nanoTime();
        while (!ended) {
            double due = (System.nanoTime() - begin) / 1e9 * perSecond;
            if (committed.get() < due) {
                publishSome();
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private void publishSome() {
        Instant beganAt = clock.instant();
        long begin = System.nanoTime();
        String error = null;
        try {
            committed.addAndGet(application.publish(AT_MOST));
        } catch (SQLException | RuntimeException e) {
            error = e.toString();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        transactions.add(new Ledger.HostTransaction(beganAt, Duration.ofNanos(System.nanoTime() - begin), error));
    }

    /** Returns how many events were committed for certain. */
    int committed() {
        return committed.get();
    }

    List<Ledger.HostTransaction> transactions() {
        return List.copyOf(transactions);
    }

    void stop() throws InterruptedException {
        ended = true;
        thread.join();
    }

    @Override
    public void close() {
        ended = true;
    }
}
