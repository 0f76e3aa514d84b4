package dev.webhook.jdbi;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of many threads together: those that arrive while one batch runs are the next. Nobody waits for more to
 * arrive. Thread-safe.
 *
 * @param <C> a call, which takes its answer in
 */
final class Combiner<C> {

    private final Queue<Waiting<C>> arrived = new ConcurrentLinkedQueue<>();
    private final ReentrantLock running = new ReentrantLock();
    private final Consumer<List<C>> work;

    private static final class Waiting<C> {

        final C call;
        boolean done;

        @Nullable
        RuntimeException failure;

        Waiting(C call) {
            this.call = call;
        }
    }

    /** @param work runs a batch; what it throws is thrown to the caller of each call of the batch */
    Combiner(Consumer<List<C>> work) {
        this.work = work;
    }

    /** Returns once {@code call} was run, by this thread or by one that was faster. */
    void run(C call) {
        Waiting<C> mine = new Waiting<>(call);
        arrived.add(mine);
        running.lock();
        try {
            if (!mine.done) {
                runArrived();
            }
        } finally {
            running.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
    }

    private void runArrived() {
        List<Waiting<C>> batch = new ArrayList<>();
        for (Waiting<C> next = arrived.poll(); next != null; next = arrived.poll()) {
            batch.add(next);
        }
        RuntimeException failure = null;
        try {
            work.accept(batch.stream().map(waiting -> waiting.call).toList());
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Waiting<C> waiting : batch) {
            waiting.failure = failure;
            waiting.done = true;
        }
    }
}
