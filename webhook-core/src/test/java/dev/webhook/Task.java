package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.delivery.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One run of an actor, one attempt, or one call of an operator, on a simulated node. It can be held up in the middle while
 * others go on, and killed there. For that it has a thread of its own, but only one thread of a simulation ever runs.
 */
final class Task {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(Threads.daemons("simulation-"));

    final SimulatedNode node;
    final String name;

    /** What an attempt was claimed with. */
    final @Nullable HandedOut handedOut;

    /** What a run of the claimer has claimed and not yet loaded. */
    List<Lease> claimed = List.of();

    /** What a run of the claimer will hand out, in this order. */
    final Queue<HandedOut> toHandOut = new ArrayDeque<>();

    /** For how long it was held up in all. */
    Duration held = Duration.ZERO;

    @Nullable
    Instant heldSince;

    private final Runnable work;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private boolean onThread;
    private boolean ended;
    private boolean killed;
    private @Nullable Throwable thrown;

    /** A lease that goes to a worker, and what the circuit breaker answered, or null if its answer was lost. */
    static final class HandedOut {

        final Lease lease;

        @Nullable
        CircuitAdmission admission;

        HandedOut(Lease lease) {
            this.lease = lease;
        }
    }

    Task(SimulatedNode node, String name, @Nullable HandedOut handedOut, Runnable work) {
        this.node = node;
        this.name = name;
        this.handedOut = handedOut;
        this.work = work;
    }

    boolean ended() {
        return ended;
    }

    /** Tells whether it may be held up. */
    boolean holdable() {
        return onThread;
    }

    /** Runs on the calling thread, to the end. */
    void run() {
        try {
            work.run();
        } finally {
            ended = true;
        }
    }

    /** Runs until it is held up or ends, and throws what ended it. */
    void go() throws Throwable {
        if (onThread) {
            turn.release();
        } else {
            onThread = true;
            THREADS.execute(this::runOnThread);
        }
        back.acquireUninterruptibly();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void runOnThread() {
        try {
            run();
        } catch (Throwable e) {
            thrown = e;
        } finally {
            back.release();
        }
    }

    /** Holds the task up, which calls this itself, until it is let {@link #go}. */
    void hold() {
        back.release();
        turn.acquireUninterruptibly();
        if (killed) {
            throw new NodeCrash();
        }
    }

    /** Ends a task that is held up. */
    void kill() {
        killed = true;
        try {
            go();
        } catch (Throwable e) {
            if (!(e instanceof NodeCrash)) {
                throw new IllegalStateException(this + " survived its node", e);
            }
        }
    }

    @Override
    public String toString() {
        return node + " " + name;
    }
}
