package dev.webhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final ManualClock clock = ManualClock.at(START);

    @Test
    void itStandsStill() {
        assertThat(clock.instant()).isEqualTo(START).isEqualTo(clock.instant());
        assertThat(clock.nanoTime()).isEqualTo(clock.nanoTime());
        assertThat(ManualClock.create().instant())
                .isEqualTo(ManualClock.create().instant());
    }

    @Test
    void bothReadingsAdvance() {
        long before = clock.nanoTime();
        clock.advance(Duration.ofMinutes(5).plusNanos(1));

        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5)).plusNanos(1));
        assertThat(clock.nanoTime() - before).isEqualTo(300_000_000_001L);
    }

    @Test
    void setToLaterMovesBothReadings() {
        long before = clock.nanoTime();
        clock.set(START.plusSeconds(2));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(2));
        assertThat(clock.nanoTime() - before).isEqualTo(2_000_000_000L);
    }

    @Test
    void nanoTimeNeverGoesBack() {
        clock.advance(Duration.ofSeconds(1));
        long before = clock.nanoTime();
        clock.set(START.minusSeconds(60));

        assertThat(clock.instant()).isEqualTo(START.minusSeconds(60));
        assertThat(clock.nanoTime()).isEqualTo(before);
    }

    @Test
    void itIsNotAdvancedBackwards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .withMessageContaining("set(Instant)");
    }

    @Test
    void itShowsWhereItStands() {
        assertThat(clock).hasToString("ManualClock[2026-11-23T12:00:00Z]");
    }
}
