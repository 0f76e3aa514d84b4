package dev.webhook.benchmarks.peers;

import java.util.List;

/** The libraries that the benchmark compares with. */
public enum Peers {
    /** db-scheduler. */
    DB_SCHEDULER("db-scheduler", DbSchedulerPeer.best(false), DbSchedulerPeer.sweep(false)),

    /** db-scheduler with a task that records its attempt in a table of the application's. */
    RECORDING_DB_SCHEDULER(
            "db-scheduler, attempts recorded", DbSchedulerPeer.best(true), DbSchedulerPeer.sweep(true)),

    /** JobRunr's free edition. */
    JOBRUNR("JobRunr", JobRunrPeer.best(), JobRunrPeer.sweep()),

    /** transaction-outbox that reads what is due, as it does after a restart or when its threads were busy. */
    TRANSACTION_OUTBOX("transaction-outbox", OutboxPeer.best(false), OutboxPeer.sweep(false)),

    /** transaction-outbox whose threads were handed all calls as they were committed, so that none is read. */
    TRANSACTION_OUTBOX_AT_COMMIT(
            "transaction-outbox, calls in memory", OutboxPeer.best(true), OutboxPeer.sweep(true));

    private final String label;
    private final Variant best;
    private final List<Variant> sweep;

    Peers(String label, Variant best, List<Variant> sweep) {
        this.label = label;
        this.best = best;
        this.sweep = sweep;
    }

    /** Returns its name, for a reader. */
    public String label() {
        return label;
    }

    /** Returns it with the settings that were fastest in the sweep. */
    public Variant best() {
        return best;
    }

    /** Returns it with the settings that the sweep tries. */
    public List<Variant> sweep() {
        return sweep;
    }
}
