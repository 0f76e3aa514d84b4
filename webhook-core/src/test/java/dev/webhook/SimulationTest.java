package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs simulated worlds. {@code -Dwebhook.simulation.seed=N} has the sweep run the world of one seed, and shows all its
 * steps; {@code -Dwebhook.simulation.seeds=N} sets how many it runs otherwise.
 */
@Tag("sweep")
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("webhook.simulation.seeds", 2_000);

    private final PrintStream errors = System.err;
    private final Hushed hushed = new Hushed();

    /** Drops the log, which says nothing of so many faults that a trace doesn't, but for errors: those are our own. */
    private static final class Hushed extends PrintStream {

        private final List<String> errors = new ArrayList<>();

        Hushed() {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }

        @Override
        public void println(@Nullable String line) {
            if (line != null && line.contains(" ERROR ")) {
                errors.add(line);
            }
        }

        @Override
        public void println(@Nullable Object line) {}
    }

    @BeforeEach
    void hush() {
        System.setErr(hushed);
    }

    @AfterEach
    void speak() {
        System.setErr(errors);
        assertThat(hushed.errors).isEmpty();
    }

    @Test
    void everyInvariantHoldsInEveryWorld() {
        if (System.getProperty(Simulation.SEED) != null) {
            runAndShow(new Simulation(Long.getLong(Simulation.SEED)));
            return;
        }
        Findings all = new Findings();
        for (long seed = 1; seed <= SEEDS; seed++) {
            all.add(new Simulation(seed).run().findings);
        }
        System.out.println(all);
        assertThat(all.facts()).containsOnlyKeys(Invariant.values());
        assertThat(all.happened().keySet())
                .containsAll(Stream.of(Weather.Fault.values())
                        .filter(fault -> fault != Weather.Fault.NONE)
                        .map(fault -> fault.text)
                        .toList())
                .containsAll(Stream.of(SimulatedReceivers.Mood.values())
                        .map(mood -> "receiver " + mood)
                        .toList())
                .contains("crashes between steps", "stalls", "outages", "wipes of the queue", "clocks set");
    }

    private static void runAndShow(Simulation world) {
        try {
            world.run();
        } finally {
            System.out.println(world.trace());
        }
    }

    @Test
    void theSameSeedTakesTheSameSteps() {
        for (long seed = 1; seed <= 40; seed++) {
            String first = new Simulation(seed).run().trace();

            assertThat(new Simulation(seed).run().trace()).isEqualTo(first);
        }
    }

    /** What was claimed while its lane drained was sent beside the rate once its endpoint was enabled. */
    @Test
    void worldsInWhichTheRateWasPassedKeepToIt() {
        for (long seed : new long[] {585, 1079, 2818, 3888}) {
            assertThat(new Simulation(seed).run().findings.happened()).doesNotContainKey("attempts beside the rate");
        }
    }

    @Test
    void anotherSeedTakesOtherSteps() {
        assertThat(new Simulation(3).run().trace())
                .isNotEqualTo(new Simulation(4).run().trace());
    }
}
