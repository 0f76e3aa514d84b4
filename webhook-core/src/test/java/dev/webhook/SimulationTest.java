package dev.webhook;

import org.junit.jupiter.api.Test;

class SimulationTest {

    @Test
    void noInvariantBreaks() {
        Findings all = new Findings();
        long first = Long.getLong("first", 1);
        long began = System.nanoTime();
        for (long seed = first; seed < first + Long.getLong("seeds", 20); seed++) {
            long b = System.nanoTime(); all.add(new Simulation(seed).run().findings); if (Boolean.getBoolean("verbose")) System.out.println(seed + " " + (System.nanoTime() - b) / 1000);
        }
        System.out.println(all.facts() + "\n" + all.happened() + " " + (System.nanoTime() - began) / 1_000_000);
    }
}
