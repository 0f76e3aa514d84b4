package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs simulated worlds. {@code -Dwebhook.simulation.seed=N} has the sweep run the world of one seed, and shows all its
 * steps; {@code -Dwebhook.simulation.seeds=N} sets how many it runs otherwise.
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("webhook.simulation.seeds", 2_000);

    private final PrintStream errors = System.err;

    /** The log of so many faults says nothing that a trace doesn't. */
    @BeforeEach
    void hush() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterEach
    void speak() {
        System.setErr(errors);
    }

    @Test
    @Tag("sweep")
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

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10})
    void theSameSeedTakesTheSameSteps(long seed) {
        String first = new Simulation(seed).run().trace();

        assertThat(new Simulation(seed).run().trace()).isEqualTo(first);
    }

    @Test
    void anotherSeedTakesOtherSteps() {
        assertThat(new Simulation(3).run().trace())
                .isNotEqualTo(new Simulation(4).run().trace());
    }
}
