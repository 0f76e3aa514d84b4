package dev.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The rate of a lane against a list of all that was let through, which is counted anew for each minute. */
@Tag("sweep")
class LaneRatePropertyTest {

    private static final long MINUTE = 60_000_000;
    private static final long START = 1_800_000_000_000_000L;

    /** Waits, takes at most so many, gives some of them back, and perhaps goes on at another rate. */
    record Step(int pause, int most, int back, OptionalInt change) {}

    /** What was let through, when, and at which rate. */
    private record Passed(long at, int perMinute) {}

    @Property
    void noMinuteHoldsMoreThanTheRate(@ForAll("rates") int perMinute, @ForAll("steady") List<Step> steps) {
        requireRate(run(perMinute, steps));
    }

    /** What a minute may hold is the highest of the rates that were in force in it. */
    @Property
    void norDoesOneInWhichTheRateChanges(@ForAll("rates") int perMinute, @ForAll("changing") List<Step> steps) {
        requireRate(run(perMinute, steps));
    }

    private static List<Passed> run(int first, List<Step> steps) {
        List<Passed> passed = new ArrayList<>();
        LaneRate rate = LaneRate.UNUSED;
        int perMinute = first;
        long now = START;
        long claim = 0;
        for (Step step : steps) {
            perMinute = step.change().orElse(perMinute);
            now += Math.max(1, step.pause() * (MINUTE / perMinute) / 10);
            int taken = Math.min(step.most(), rate.free(OptionalInt.of(perMinute), now));
            rate = rate.charged(OptionalInt.of(perMinute), ++claim, taken, now);
            for (int i = 0; i < taken; i++) {
                if (i < step.back()) {
                    rate = rate.givenBack(claim);
                } else {
                    passed.add(new Passed(now, perMinute));
                }
            }
        }
        return passed;
    }

    private static void requireRate(List<Passed> passed) {
        for (int last = 0; last < passed.size(); last++) {
            int held = 0;
            int allowed = 0;
            for (int i = last; i >= 0 && passed.get(i).at() > passed.get(last).at() - MINUTE; i--) {
                held++;
                allowed = Math.max(allowed, passed.get(i).perMinute());
            }
            assertThat(held).as("in the minute up to the %dth", last).isLessThanOrEqualTo(allowed);
        }
    }

    @Property(tries = 300)
    void whoAlwaysAsksGetsNineteenOfTwenty(@ForAll("rates") int perMinute, @ForAll @IntRange(max = 3) int changes) {
        OptionalInt each = OptionalInt.of(perMinute);
        LaneRate rate = LaneRate.UNUSED.charged(OptionalInt.of(1), 1, changes, START - changes * MINUTE);
        int passed = 0;
        for (long now = START; now < START + 3 * MINUTE; now = Math.max(now + 1, rate.freeAt(each))) {
            int free = rate.free(each, now);
            rate = rate.charged(each, now, free, now);
            passed += free;
        }

        assertThat(passed).isGreaterThanOrEqualTo(3 * perMinute * 95 / 100);
    }

    @Property
    void aClaimThatIsGivenBackWholeTookNothing(
            @ForAll("rates") int perMinute,
            @ForAll("steady") List<Step> before,
            @ForAll @IntRange(max = 500) int later) {
        OptionalInt each = OptionalInt.of(perMinute);
        LaneRate used = LaneRate.UNUSED;
        long now = START;
        for (Step step : before) {
            now += step.pause() * (MINUTE / perMinute) / 10;
            used = used.charged(each, now, Math.min(step.most(), used.free(each, now)), now);
        }
        int free = used.free(each, now);

        LaneRate back = used.charged(each, now + 1, free, now);
        for (int i = 0; i < free; i++) {
            back = back.givenBack(now + 1);
        }

        long then = now + later * (MINUTE / perMinute) / 100;
        assertThat(back.free(each, then)).isEqualTo(used.free(each, then));
    }

    @Property
    void somethingIsFreeFromTheTimeOnThatIsNamed(
            @ForAll("rates") int perMinute, @ForAll @IntRange(max = 500) int taken) {
        OptionalInt each = OptionalInt.of(perMinute);
        LaneRate rate = LaneRate.UNUSED.charged(each, 1, taken + 1, START);
        long at = rate.freeAt(each);

        assertThat(rate.free(each, at)).isPositive();
        assertThat(rate.free(each, at - 1)).isZero();
    }

    @Provide
    Arbitrary<Integer> rates() {
        return Arbitraries.oneOf(
                Arbitraries.of(1, 2, 59, 60, 61, 119, 120, 121, 600),
                Arbitraries.integers().between(1, 150),
                Arbitraries.integers().between(1, 20_000));
    }

    @Provide
    Arbitrary<List<Step>> steady() {
        return steps(Arbitraries.just(OptionalInt.empty()));
    }

    @Provide
    Arbitrary<List<Step>> changing() {
        Arbitrary<Integer> rate = Arbitraries.integers().between(1, 100);
        return steps(rate.optional(0.1).map(some -> some.map(OptionalInt::of).orElse(OptionalInt.empty())));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<OptionalInt> change) {
        Arbitrary<Integer> pause = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 12), Arbitraries.integers().between(0, 100));
        Arbitrary<Integer> most =
                Arbitraries.oneOf(Arbitraries.integers().between(1, 3), Arbitraries.just(Integer.MAX_VALUE));
        Arbitrary<Integer> back = Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(1, 1), Tuple.of(1, 1_000));
        return Combinators.combine(pause, most, back, change)
                .as(Step::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(300);
    }
}
