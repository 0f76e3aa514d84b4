package dev.webhook.influxdb;

import com.influxdb.exceptions.InfluxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is in the buffer, batch by batch, on a thread of its own. A batch that can't be written is tried again with
 * growing pauses, a bounded number of times; one that the server refuses is dropped at once. Thread-safe.
 */
final class PointWriter implements Runnable {

    /** The pauses between them add up to half a minute. */
    static final int MOST_TRIES = 6;

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_MESSAGE = 300;

    /** Bad Request, Payload Too Large, Unprocessable Content: it would be refused again. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    private static final Logger log = LoggerFactory.getLogger(InfluxMetrics.class);

    private final PointBuffer buffer;
    private final Consumer<List<String>> server;
    private final Duration flushInterval;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Duration firstPause;
    private Duration pause;
    private boolean outage;

    PointWriter(PointBuffer buffer, Consumer<List<String>> server, Duration flushInterval, Duration firstPause) {
        this.buffer = buffer;
        this.server = server;
        this.flushInterval = flushInterval;
        this.firstPause = firstPause;
        this.pause = firstPause;
    }

    void add(String line) {
        if (!buffer.add(line)) {
            dropped.incrementAndGet();
        }
    }

    long written() {
        return written.get();
    }

    long dropped() {
        return dropped.get();
    }

    /** Gives up what is still in the buffer. */
    void abandon() {
        buffer.close();
        dropped.addAndGet(buffer.clear());
    }

    /** Runs until the buffer is closed and empty, or can't be emptied. */
    @Override
    public void run() {
        try {
            boolean open = true;
            while (open) {
                boolean last = buffer.isClosed();
                List<String> batch = buffer.take(flushInterval);
                write(batch);
                open = !last || !batch.isEmpty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            abandon();
        }
    }

    private void write(List<String> batch) throws InterruptedException {
        boolean done = batch.isEmpty();
        for (int tries = 1; !done; tries++) {
            try {
                server.accept(batch);
                written.addAndGet(batch.size());
                done = true;
                over();
            } catch (RuntimeException e) {
                done = failed(batch, tries, e);
            }
        }
    }

    /** Returns whether the batch is given up. */
    private boolean failed(List<String> batch, int tries, RuntimeException e) throws InterruptedException {
        met(e);
        boolean refused = e instanceof InfluxException answer && REFUSALS.contains(answer.status());
        if (refused || tries == MOST_TRIES || buffer.isClosed()) {
            dropped.addAndGet(batch.size());
            if (!refused && buffer.isClosed()) {
                abandon();
            }
            return true;
        }
        try {
            buffer.pause(pause);
        } catch (InterruptedException interrupt) {
            dropped.addAndGet(batch.size());
            throw interrupt;
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return false;
    }

    private void met(RuntimeException e) {
        if (!outage) {
            outage = true;
            String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
            log.warn(
                    "Metrics can't be written to InfluxDB, and are dropped once the buffer is full: {}",
                    message.substring(0, Math.min(LONGEST_MESSAGE, message.length())));
            log.debug("Metrics can't be written to InfluxDB", e);
        }
    }

    private void over() {
        pause = firstPause;
        if (outage) {
            outage = false;
            log.info("Metrics are written to InfluxDB again; {} points have been dropped so far", dropped());
        }
    }
}
