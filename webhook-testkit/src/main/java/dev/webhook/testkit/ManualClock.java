package dev.webhook.testkit;

import dev.webhook.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it.
 *
 * <pre>{@code
 * ManualClock clock = ManualClock.create();
 * Storage storage = InMemoryStorage.create(clock);
 * clock.advance(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>Thread-safe: both readings move together.
 */
public final class ManualClock implements TimeSource {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Reading> reading;

    private ManualClock(Instant start) {
        this.reading = new AtomicReference<>(new Reading(start, 0));
    }

    private record Reading(Instant instant, long nanos) {

        Reading later(Duration time) {
            return new Reading(instant.plus(time), Math.addExact(nanos, time.toNanos()));
        }

        Reading at(Instant other) {
            return other.isAfter(instant) ? later(Duration.between(instant, other)) : new Reading(other, nanos);
        }
    }

    /** Returns a clock that stands at the beginning of 2026 (UTC), so that every run of a test sees the same times. */
    public static ManualClock create() {
        return at(BEGINNING);
    }

    /** Returns a clock that stands at {@code start}. */
    public static ManualClock at(Instant start) {
        return new ManualClock(start);
    }

    /**
     * Moves the clock on by {@code time}.
     *
     * @throws IllegalArgumentException if {@code time} is negative; {@link #set} turns a clock back
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock can't be advanced by " + time + "; set(Instant) turns it back");
        }
        reading.updateAndGet(now -> now.later(time));
    }

    /**
     * Sets the clock to {@code instant}. If that is earlier than now, {@link #nanoTime()} stays where it is, as it does
     * when a server's clock is corrected.
     */
    public void set(Instant instant) {
        reading.updateAndGet(now -> now.at(instant));
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(reading.get()).instant();
    }

    @Override
    public long nanoTime() {
        return Objects.requireNonNull(reading.get()).nanos();
    }

    /** Returns the instant at which the clock stands. */
    @Override
    public String toString() {
        return "ManualClock[" + instant() + "]";
    }
}
