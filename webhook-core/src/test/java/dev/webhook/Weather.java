package dev.webhook;

import java.util.SplittableRandom;

/**
 * Which faults a simulated world has, and how many: some have none, some a few kinds, some all.
 *
 * @param faultsPerMille how many of 1,000 calls of a port have a fault
 * @param lossy whether calls fail
 * @param crashes whether nodes crash
 * @param slow whether calls and attempts are held up
 * @param outages whether ports can't be reached for a time
 * @param wipes whether the queue is wiped
 * @param skews whether clocks of nodes are set
 * @param stalls whether more time than a lease lasts passes at once
 */
record Weather(
        int faultsPerMille,
        boolean lossy,
        boolean crashes,
        boolean slow,
        boolean outages,
        boolean wipes,
        boolean skews,
        boolean stalls) {

    /** Of so many calls that can be held up one is. */
    private static final int HELD_UP = 8;

    private static final int[] FAULTS = {10, 40, 120};

    /** What befalls a call of a port. */
    enum Fault {
        NONE("no fault of"),
        UNREACHABLE("can't reach"),
        REPLY_LOST("loses the reply of"),
        CRASH_BEFORE("crashes before"),
        CRASH_AFTER("crashes after"),
        HELD_BEFORE("is held up before"),
        HELD_AFTER("is held up after");

        final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    static Weather fine() {
        return new Weather(0, false, false, false, false, false, false, false);
    }

    static Weather of(SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return fine();
        }
        return new Weather(
                FAULTS[random.nextInt(FAULTS.length)],
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    boolean isFine() {
        return equals(fine());
    }

    /** @param holdable whether the call can be held up */
    Fault next(SplittableRandom random, boolean holdable) {
        if (slow && holdable && random.nextInt(HELD_UP) == 0) {
            return random.nextBoolean() ? Fault.HELD_BEFORE : Fault.HELD_AFTER;
        }
        if (faultsPerMille == 0 || random.nextInt(1_000) >= faultsPerMille) {
            return Fault.NONE;
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> lossy ? Fault.UNREACHABLE : Fault.NONE;
            case 2, 3, 4 -> lossy ? Fault.REPLY_LOST : Fault.NONE;
            case 5 -> crashes ? Fault.CRASH_BEFORE : Fault.NONE;
            default -> crashes ? Fault.CRASH_AFTER : Fault.NONE;
        };
    }
}
