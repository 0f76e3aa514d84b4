package dev.webhook;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The node's one source of time: the instant, and a count of nanoseconds that never goes back.
 *
 * <p>Implementations are thread-safe.
 */
public interface TimeSource extends InstantSource {

    /** Returns nanoseconds since some fixed moment; only differences mean anything. */
    long nanoTime();

    /** Returns the JVM's clocks. */
    static TimeSource system() {
        return new TimeSource() {
            private final InstantSource clock = Clock.systemUTC();

            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
