package dev.webhook.benchmarks.peers;

import java.util.List;

/** The libraries that the benchmark compares with. */
public enum Peers {
    /** db-scheduler. */
    DB_SCHEDULER("db-scheduler"),

    /** db-scheduler with a task that records its attempt in a table of the application's. */
    RECORDING_DB_SCHEDULER("db-scheduler, attempts recorded"),

    /** JobRunr's free edition. */
    JOBRUNR("JobRunr"),

    /** transaction-outbox that reads what is due, as it does after a restart or when its threads were busy. */
    TRANSACTION_OUTBOX("transaction-outbox"),

    /** transaction-outbox whose threads were handed all calls as they were committed, so that none is read. */
    TRANSACTION_OUTBOX_AT_COMMIT("transaction-outbox, calls in memory");

    private final String label;

    Peers(String label) {
        this.label = label;
    }

    /** Returns its name, for a reader. */
    public String label() {
        return label;
    }

    /** Returns it with the settings that were fastest in the sweep. */
    public Variant best() {
        return switch (this) {
            case DB_SCHEDULER -> DbSchedulerPeer.best(false);
            case RECORDING_DB_SCHEDULER -> DbSchedulerPeer.best(true);
            case JOBRUNR -> JobRunrPeer.best();
            case TRANSACTION_OUTBOX -> OutboxPeer.best(false);
            case TRANSACTION_OUTBOX_AT_COMMIT -> OutboxPeer.best(true);
        };
    }

    /** Returns it with the settings that the sweep tries. */
    public List<Variant> sweep() {
        return switch (this) {
            case DB_SCHEDULER -> DbSchedulerPeer.sweep(false);
            case RECORDING_DB_SCHEDULER -> DbSchedulerPeer.sweep(true);
            case JOBRUNR -> JobRunrPeer.sweep();
            case TRANSACTION_OUTBOX -> OutboxPeer.sweep(false);
            case TRANSACTION_OUTBOX_AT_COMMIT -> OutboxPeer.sweep(true);
        };
    }
}
