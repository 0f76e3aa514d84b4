package dev.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
final class TestClock implements TimeSource {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public long nanoTime() {
        return Duration.between(START, now.get()).toNanos();
    }

    void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    void set(Instant instant) {
        now.set(instant);
    }
}
