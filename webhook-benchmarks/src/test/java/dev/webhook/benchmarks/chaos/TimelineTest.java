package dev.webhook.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.store.StoreUnavailableException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final int KINDS = 12;
    private static final int TARGETS = 5;
    private static final long STEP = 50;

    private final Set<String> suffering = new HashSet<>();
    private final List<String> happened = new ArrayList<>();

    private Timeline timeline(long seed) {
        List<Fault> round = IntStream.range(0, KINDS)
                .mapToObj(kind -> fault("fault-" + kind, "target-" + kind % TARGETS))
                .toList();
        return new Timeline(List.of(), () -> round, new Random(seed), Clock.systemUTC());
    }

    private Fault fault(String name, String target) {
        return new Fault(name, List.of(target), 0, 20_000, () -> {
            assertThat(suffering.add(target)).as(target + " was well").isTrue();
            happened.add(name);
            return () -> suffering.remove(target);
        });
    }

    private static void advance(Timeline timeline, long millis) throws Exception {
        for (long now = 0; now < millis; now += STEP) {
            timeline.advance(now);
        }
    }

    @Test
    void eachKindHappensAndNothingIsLeftInTheEnd() throws Exception {
        Timeline timeline = timeline(1);

        advance(timeline, 600_000);
        assertThat(happened).contains("fault-0", "fault-11").hasSizeGreaterThan(2 * KINDS);
        timeline.heal();

        assertThat(new HashSet<>(happened)).hasSize(KINDS);
        assertThat(suffering).isEmpty();
        assertThat(timeline.past()).hasSameSizeAs(happened);
    }

    @Test
    void theSameSeedMakesTheSameRun() throws Exception {
        advance(timeline(7), 300_000);
        List<String> first = List.copyOf(happened);
        happened.clear();
        suffering.clear();
        advance(timeline(7), 300_000);

        assertThat(happened).isEqualTo(first);
    }

    @Test
    void whatTakesAStoreThatIsAwayIsDoneLater() throws Exception {
        List<String> log = new ArrayList<>();
        Fault stubborn = new Fault("stubborn", List.of("target"), 0, 0, () -> {
            log.add("begin");
            if (log.size() < 3) {
                throw new StoreUnavailableException("away");
            }
            return () -> {
                log.add("end");
                if (log.size() < 6) {
                    throw new StoreUnavailableException("away");
                }
            };
        });
        Timeline timeline = new Timeline(List.of(stubborn), List::of, new Random(1), Clock.systemUTC());

        advance(timeline, 60_000);

        assertThat(log).containsExactly("begin", "begin", "begin", "end", "end", "end");
        assertThat(timeline.past()).hasSize(1);
    }

    @Test
    void whatCannotBeUndoneYetIsWaitedFor() throws Exception {
        boolean[] ready = new boolean[1];
        Fault slow = new Fault("slow", List.of("target"), 0, 0, () -> new Fault.Undo() {
            @Override
            public void undo() {
                assertThat(ready[0]).isTrue();
            }

            @Override
            public boolean isReady() {
                return ready[0];
            }
        });
        Timeline timeline = new Timeline(List.of(slow), List::of, new Random(1), Clock.systemUTC());

        advance(timeline, 30_000);
        assertThat(timeline.past()).isEmpty();
        ready[0] = true;
        advance(timeline, 30_000);

        assertThat(timeline.past()).hasSize(1);
    }
}
