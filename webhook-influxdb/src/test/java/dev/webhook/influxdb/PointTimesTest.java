package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PointTimesTest {

    private static final long NOW = 1_704_708_000_000_000_000L;

    private final ManualClock clock = ManualClock.at(Instant.ofEpochSecond(NOW / 1_000_000_000));
    private final PointTimes times = new PointTimes(clock, 7);

    @Test
    void pointsOfOneInstantHaveTimesOfTheirOwn() {
        assertThat(LongStream.range(0, 3).map(i -> times.next())).containsExactly(NOW + 7, NOW + 1_007, NOW + 2_007);
    }

    @Test
    void twoNodesNeverHaveTheSameTime() {
        PointTimes other = new PointTimes(clock, 8);
        long[] taken = LongStream.range(0, 100).map(i -> times.next()).toArray();

        assertThat(LongStream.range(0, 100).map(i -> other.next())).doesNotContain(box(taken));
    }

    @Test
    void timesFollowTheClockAgainWhenItWasTurnedBack() {
        times.next();
        clock.set(clock.instant().minus(Duration.ofHours(1)));

        assertThat(times.next()).isEqualTo(NOW + 7 - Duration.ofHours(1).toNanos());
    }

    @Test
    void aClockThatJittersGivesNoTimeTwice() {
        long first = times.next();
        clock.set(clock.instant().minus(Duration.ofMillis(5)));

        assertThat(times.next()).isEqualTo(first + 1_000);
    }

    private static Long[] box(long[] values) {
        return LongStream.of(values).boxed().toArray(Long[]::new);
    }
}
