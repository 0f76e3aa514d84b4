package dev.webhook.benchmarks.chaos;

import java.util.List;

/**
 * Something bad, done to targets that are well, and undone after a while.
 *
 * @param targets what suffers; only one fault at a time has a target
 * @param shortestMillis how long it lasts at least
 * @param longestMillis how long it lasts at most
 */
record Fault(String name, List<String> targets, int shortestMillis, int longestMillis, Deed deed) {

    /** Does it, and returns what undoes it. */
    interface Deed {
        Undo happen() throws Exception;
    }

    /** Undoes what was done. */
    interface Undo {

        void undo() throws Exception;

        /** Tells whether it can be undone yet. */
        default boolean isReady() {
            return true;
        }
    }
}
