package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneTurnsTest {

    private static final Instant SEEN = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final LaneTurns turns = new LaneTurns(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void look(Duration took, Instant seen) {
        LaneTurns.Look look = turns.look();
        pass(took);
        look.saw(seen);
    }

    @Test
    void theFirstLookIsFromTheStart() {
        assertThat(turns.look().begin()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void theNextBeginsAtWhatTheLastSaw() {
        look(Duration.ofMillis(1), SEEN);
        assertThat(turns.look().begin()).isEqualTo(SEEN);

        look(Duration.ofMillis(1), SEEN.plusMillis(7));
        assertThat(turns.look().begin()).isEqualTo(SEEN.plusMillis(7));
    }

    @Test
    void aHundredthOfTheTimeGoesToLooksFromTheStart() {
        look(Duration.ofMillis(20), SEEN);
        pass(Duration.ofMillis(1_999));
        look(Duration.ZERO, SEEN);
        assertThat(turns.look().begin()).isEqualTo(SEEN);

        pass(Duration.ofMillis(1));
        assertThat(turns.look().begin()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void howeverLongItTakesThereIsALookFromTheStartEachMinute() {
        look(Duration.ofMinutes(1), SEEN);
        pass(Duration.ofMinutes(1).minusNanos(1));
        assertThat(turns.look().begin()).isEqualTo(SEEN);

        pass(Duration.ofNanos(1));
        assertThat(turns.look().begin()).isEqualTo(Instant.EPOCH);
    }
}
