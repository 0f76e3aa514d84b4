package dev.webhook.influxdb;

import com.influxdb.client.InfluxDBClient;
import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A listener that writes to InfluxDB how each attempt ended:
 *
 * <pre>
 * webhook_delivery,webhook_id=…,status=success response_time=250,attempt=1 1704708000000000000
 * endpoint_health,url=example.com status_code=200,response_time=250,success=1 1704708000000000000
 * </pre>
 *
 * <p>The status is the delivery's after the attempt: {@code success}, {@code retrying} or {@code failed}. Times are
 * milliseconds, with fractions. A delivery that is given up without an attempt has {@code attempt=0} and no response time;
 * an attempt without an answer has no status code; one that the address policy forbade tells nothing of a host.
 *
 * <pre>{@code
 * InfluxMetrics metrics = InfluxMetrics.builder(url, token, "acme", "webhooks").build();
 * WebhookDispatcher dispatcher = WebhookDispatcher.builder().storage(storage).listener(metrics).build();
 * }</pre>
 *
 * <p>It never holds a delivery up and never fails one: points go through a bounded buffer to one thread, which writes them
 * in batches. While the server is away a batch is tried 6 times, with pauses of 1 to 30 s; what the buffer has no room for
 * meanwhile is dropped, and {@linkplain #dropped() counted}. A batch that the server refuses (HTTP 400, 413, 422) is
 * dropped at once. The log has one line when that begins, and one when it is over.
 *
 * <p>Close the dispatcher first, then this. Thread-safe.
 */
public final class InfluxMetrics implements WebhookListener, AutoCloseable {

    /** How long to wait for a call that was cancelled. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    private final Connection connection;
    private final PointWriter writer;
    private final PointBuffer buffer;
    private final Duration closeTimeout;
    private final Thread thread;
    private final PointTimes times =
            new PointTimes(Clock.systemUTC(), ThreadLocalRandom.current().nextInt(PointTimes.NODES));
    private final BoundedTag endpoints;
    private final BoundedTag hosts;
    private final AtomicBoolean closed = new AtomicBoolean();

    private InfluxMetrics(Builder builder) {
        connection = builder.connection.get();
        buffer = new PointBuffer(builder.bufferSize, builder.batchSize);
        writer = new PointWriter(buffer, connection::write, builder.flushInterval, PointWriter.FIRST_PAUSE);
        closeTimeout = builder.closeTimeout;
        endpoints = new BoundedTag(builder.maxEndpoints);
        hosts = new BoundedTag(builder.maxEndpoints);
        thread = new Thread(writer, "webhook-influxdb-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Collects how metrics are written. Not thread-safe. */
    public static final class Builder {

        private final Supplier<Connection> connection;
        private int bufferSize = 10_000;
        private int batchSize = 1_000;
        private Duration flushInterval = Duration.ofSeconds(1);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private int maxEndpoints = 1_000;

        private Builder(Supplier<Connection> connection) {
            this.connection = connection;
        }

        /**
         * Sets how many points may wait to be written, from 1 to 10,000,000; an attempt makes two. More bridge a longer
         * outage; each takes some 200 bytes of the heap. Defaults to 10,000.
         */
        public Builder bufferSize(int points) {
            bufferSize = points;
            return this;
        }

        /** Sets how many points are written at once at most, from 1 to 10,000. Defaults to 1,000. */
        public Builder batchSize(int points) {
            batchSize = points;
            return this;
        }

        /** Sets how long a point may wait for others to fill a batch, from 1 ms to 10 min. Defaults to 1 s. */
        public Builder flushInterval(Duration time) {
            flushInterval = time;
            return this;
        }

        /** Sets how long {@link #close()} may go on writing, from 0 to 10 min. Defaults to 5 s. */
        public Builder closeTimeout(Duration time) {
            closeTimeout = time;
            return this;
        }

        /**
         * Sets how many endpoints, and how many hosts, get series of their own, from 0 to 1,000,000: the first that this
         * object sees. All others share those of {@code other}. InfluxDB 1 and 2 keep all series in an index. Defaults to
         * 1,000.
         */
        public Builder maxEndpoints(int endpoints) {
            maxEndpoints = endpoints;
            return this;
        }

        /**
         * Starts the thread that writes; connects to nothing yet.
         *
         * @throws IllegalArgumentException naming every value that is out of range
         */
        public InfluxMetrics build() {
            List<String> problems = new ArrayList<>();
            range(problems, "bufferSize", bufferSize, 1, 10_000_000);
            range(problems, "batchSize", batchSize, 1, 10_000);
            range(problems, "flushInterval", flushInterval, Duration.ofMillis(1), Duration.ofMinutes(10));
            range(problems, "closeTimeout", closeTimeout, Duration.ZERO, Duration.ofMinutes(10));
            range(problems, "maxEndpoints", maxEndpoints, 0, 1_000_000);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new InfluxMetrics(this);
        }

        private static <T extends Comparable<T>> void range(
                List<String> problems, String option, T value, T least, T most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                problems.add(option + " must be from " + least + " to " + most + ", not " + value);
            }
        }
    }

    /**
     * Begins a listener on a client of the host's, which has a bucket and an organisation. Its limits of time are how long
     * the writing thread can hang, also beyond {@link #close()}; it is not closed.
     */
    public static Builder builder(InfluxDBClient client) {
        return new Builder(() -> Connection.of(client));
    }

    /**
     * Begins a listener on a client of its own, on which a write takes at most 10 s.
     *
     * @param url where InfluxDB 2 listens, such as {@code http://influxdb:8086}
     * @param token a token that may write to the bucket
     * @param org the bucket's organisation
     * @param bucket the bucket
     */
    public static Builder builder(String url, String token, String org, String bucket) {
        return new Builder(() -> Connection.to(url, token, org, bucket));
    }

    @Override
    public void attempted(DeliveryReport report) {
        AttemptReport attempt = report.attempt();
        if (attempt != null) {
            write(report);
            String host = hosts.of(attempt.requestUrl().host());
            Lines.health(host, attempt, times.next()).ifPresent(writer::add);
        }
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        if (report.attempt() == null) {
            write(report);
        }
    }

    private void write(DeliveryReport report) {
        String id = report.endpoint() == null
                ? BoundedTag.OTHER
                : endpoints.of(report.endpoint().id().toString());
        writer.add(Lines.delivery(id, report, times.next()));
    }

    /** Returns how many points InfluxDB has taken since this was built. */
    public long written() {
        return writer.written();
    }

    /**
     * Returns how many points were dropped since this was built: because the buffer was full, the server refused them or
     * couldn't be reached, or this was closed. Of a batch that fails, InfluxDB may have taken a part.
     */
    public long dropped() {
        return writer.dropped();
    }

    /**
     * Writes what waits, for at most the close timeout, drops the rest, and ends the thread. A second call has no effect.
     * If the calling thread is interrupted, what waits is dropped, and the thread stays interrupted.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        buffer.close();
        boolean interrupted = !ended(closeTimeout);
        if (thread.isAlive()) {
            writer.abandon();
            connection.cancel();
            interrupted |= !ended(LAST_GRACE);
        }
        connection.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the thread's end; returns false if interrupted meanwhile. */
    private boolean ended(Duration longest) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, longest.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
