package dev.webhook.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultWindowTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    @Test
    void resultsOfOneSixthAreCountedTogether() {
        ResultWindow window = at(at(at(ResultWindow.EMPTY, 10_000, true), 19_999, false), 20_000, true);

        assertThat(window.tallies()).containsExactly(new ResultTally(1, 2, 1), new ResultTally(2, 1, 1));
        assertThat(window.calls()).isEqualTo(3);
        assertThat(window.failures()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0, 59999, 2", "0, 60000, 1", "9999, 59999, 2", "9999, 60000, 1"})
    void aResultCountsForFiveSixthsOfTheWindowToAllOfIt(long first, long second, int calls) {
        assertThat(at(at(ResultWindow.EMPTY, first, true), second, true).calls())
                .isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"60000, 10000, '6:2'", "60000, 0, '0:1'"})
    void aClockThatStepsBackCountsOnInTheNewestSixthUnlessItIsAWholeWindowAhead(
            long first, long second, String expected) {
        ResultWindow window = at(at(ResultWindow.EMPTY, first, true), second, true);

        assertThat(window.tallies())
                .extracting(tally -> tally.bucket() + ":" + tally.calls())
                .containsExactly(expected);
    }

    @Test
    void timesBeforeTheEpochCountToo() {
        assertThat(at(ResultWindow.EMPTY, -1, false).tallies()).containsExactly(new ResultTally(-1, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theWindowNeverCountsMoreThanAnExactOneNorLessThanFiveSixthsOfIt(long seed) {
        Random random = new Random(seed);
        long[] times = random.longs(2_000, 0, 600_000).sorted().toArray();
        ResultWindow window = ResultWindow.EMPTY;
        for (int n = 0; n < times.length; n++) {
            window = at(window, times[n], random.nextBoolean());

            assertThat(window.calls()).isBetween(within(times, n, 50_000), within(times, n, 60_000));
            assertThat(window.tallies()).hasSizeLessThanOrEqualTo(CircuitPolicy.BUCKETS);
        }
    }

    private static long within(long[] times, int last, long length) {
        long count = 0;
        for (int n = last; n >= 0 && times[n] > times[last] - length; n--) {
            count++;
        }
        return count;
    }

    @Test
    void talliesOutOfOrderAreRefused() {
        ResultTally tally = new ResultTally(5, 1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResultWindow(List.of(tally, tally)))
                .withMessageContaining("must ascend by bucket");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 2", "1, -1"})
    void aTallyOfImpossibleCountsIsRefused(int calls, int failures) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResultTally(0, calls, failures))
                .withMessageContaining(failures + " failures in " + calls + " calls");
    }

    private static ResultWindow at(ResultWindow window, long millis, boolean failure) {
        return window.plus(MINUTE, Instant.ofEpochMilli(millis), failure);
    }
}
