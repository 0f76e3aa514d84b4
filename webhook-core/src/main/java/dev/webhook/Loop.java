package dev.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one actor's work again and again on a thread of its own: at once while there is work, then at growing intervals,
 * and after an error with a back-off that nothing cuts short, said once. Thread-safe.
 */
final class Loop {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    private final String name;
    private final Work work;
    private final Signal signal;
    private final Signal stopping = new Signal();
    private final Faults faults = new Faults(Duration.ZERO);
    private final Duration shortestWait;
    private final Duration longestWait;
    private final TimeSource time;
    private volatile boolean stopped;
    private volatile @Nullable Instant lastRun;
    private volatile @Nullable String lastError;
    private volatile @Nullable Thread thread;

    /** What an actor does in one go. */
    @FunctionalInterface
    interface Work {

        /** Does what there is to do now and returns how much it was. */
        int runOnce();

        /** Tells whether it has to wait for another actor: a run would then ask no store, and say nothing about one. */
        default boolean isHeld() {
            return false;
        }
    }

    Loop(String name, Work work, Signal signal, Duration shortestWait, Duration longestWait, TimeSource time) {
        this.name = name;
        this.work = work;
        this.signal = signal;
        this.shortestWait = shortestWait;
        this.longestWait = longestWait;
        this.time = time;
    }

    void start(ThreadFactory threads) {
        Thread started = threads.newThread(this::run);
        started.setName(name);
        thread = started;
        started.start();
    }

    /** Makes the loop end after the work it is doing. */
    void stop() {
        stopped = true;
        signal.raise();
        stopping.raise();
    }

    /** Waits until the loop's thread has ended, at most {@code most}. */
    boolean join(Duration most) throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.join(Math.max(1, most.toMillis()));
            return !running.isAlive();
        }
        return true;
    }

    /** Tells whether the calling thread is the loop's own. */
    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Makes the loop end, even in the middle of a call that can be interrupted. */
    void interrupt() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Does the work once on the calling thread. */
    int runOnce() {
        int done = work.runOnce();
        lastRun = time.instant();
        return done;
    }

    LoopHealth health() {
        Thread running = thread;
        boolean ended = running != null && !running.isAlive() && !stopped;
        return new LoopHealth(name, lastRun, ended ? "its thread has ended" : lastError);
    }

    private void run() {
        int idle = 0;
        while (!stopped) {
            try {
                int done = work.isHeld() ? 0 : runOnceMore();
                idle = done > 0 ? 0 : idle + 1;
                if (done == 0) {
                    pause(signal, Signal.pollDelay(idle - 1, shortestWait, longestWait));
                }
            } catch (RuntimeException | Error e) {
                lastError = e.toString();
                int failures = faults.met(name + " failed and tries again until it works, at last once a second", e);
                // not woken by its signal: while work can't be done, more of it is no reason to try sooner
                pause(stopping, Signal.pollDelay(failures - 1, SHORTEST_BACKOFF, LONGEST_BACKOFF));
            }
        }
    }

    private int runOnceMore() {
        int done = runOnce();
        faults.over(name + " works again");
        lastError = null;
        return done;
    }

    /** Only a loop that was stopped ends: a listener or a driver that leaves its thread interrupted must not end one. */
    private void pause(Signal wake, Duration time) {
        try {
            if (!stopped) {
                wake.await(time);
            }
        } catch (InterruptedException e) {
            log.debug("{} was interrupted and goes on unless it was stopped", name);
        }
    }
}
