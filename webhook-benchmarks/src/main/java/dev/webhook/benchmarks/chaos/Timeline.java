package dev.webhook.benchmarks.chaos;

import dev.webhook.store.StoreUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Lets faults happen, one every few seconds, each to targets that are well; faults of different targets overlap. Each kind
 * happens before one happens again. Which and when depends on the seed alone, as far as the faults take equally long. Not
 * thread-safe.
 */
final class Timeline {

    private static final int LONGEST_PAUSE_MILLIS = 9_000;

    /** How often it looks whether what still happens can end. */
    private static final int HEALING_MILLIS = 20;

    /** Fewer may all have targets that something else happens to. */
    private static final int FEW = 8;

    private final Supplier<List<Fault>> round;
    private final Random random;
    private final InstantSource clock;
    private final Deque<Fault> waiting = new ArrayDeque<>();
    private final List<Happening> happening = new ArrayList<>();
    private final List<Ledger.Fault> past = new ArrayList<>();
    private long next;

    private record Happening(Fault fault, Instant beganAt, long endsAt, Fault.Undo undo) {}

    /**
     * @param first happen before all others, as soon as their targets are well
     * @param round makes one fault of each kind
     */
    Timeline(List<Fault> first, Supplier<List<Fault>> round, Random random, InstantSource clock) {
        this.round = round;
        this.random = random;
        this.clock = clock;
        waiting.addAll(first);
    }

    /** Begins and ends what has to, at {@code millis} since the run began. */
    void advance(long millis) throws Exception {
        endAll(millis);
        if (millis >= next) {
            next = millis + random.nextInt(LONGEST_PAUSE_MILLIS);
            begin(millis);
        }
    }

    private void endAll(long millis) throws Exception {
        for (Iterator<Happening> all = happening.iterator(); all.hasNext(); ) {
            Happening one = all.next();
            if (millis >= one.endsAt && one.undo.isReady() && ends(one)) {
                all.remove();
            }
        }
    }

    private void begin(long millis) throws Exception {
        if (waiting.size() < FEW) {
            List<Fault> more = new ArrayList<>(round.get());
            Collections.shuffle(more, random);
            waiting.addAll(more);
        }
        for (Iterator<Fault> all = waiting.iterator(); all.hasNext(); ) {
            Fault fault = all.next();
            if (happening.stream().allMatch(one -> Collections.disjoint(one.fault.targets(), fault.targets()))) {
                all.remove();
                begin(fault, millis);
                return;
            }
        }
    }

    private void begin(Fault fault, long millis) throws Exception {
        Instant beganAt = clock.instant();
        long lasts = fault.shortestMillis() + (long) random.nextInt(1 + fault.longestMillis() - fault.shortestMillis());
        try {
            happening.add(
                    new Happening(fault, beganAt, millis + lasts, fault.deed().happen()));
        } catch (StoreUnavailableException e) {
            // it takes PostgreSQL, to which something else happens just now
            waiting.addFirst(fault);
        }
    }

    /** Ends a fault, unless that takes PostgreSQL, to which something else happens just now. */
    private boolean ends(Happening one) throws Exception {
        try {
            one.undo.undo();
        } catch (StoreUnavailableException e) {
            return false;
        }
        past.add(new Ledger.Fault(
                one.fault.name(), String.join(", ", one.fault.targets()), one.beganAt, clock.instant()));
        return true;
    }

    /** Ends all that still happens. */
    void heal() throws Exception {
        while (!happening.isEmpty()) {
            endAll(Long.MAX_VALUE);
            Thread.sleep(HEALING_MILLIS);
        }
    }

    /** Returns the faults that are over, in the order of their ends. */
    List<Ledger.Fault> past() {
        return past;
    }
}
