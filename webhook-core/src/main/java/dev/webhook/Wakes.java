package dev.webhook;

import dev.webhook.Accelerator.News;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes who can go on with what was published or scheduled: this node's loops and, if they can't do all of it at once, by
 * the accelerator those of other nodes. Others are told by a thread of its own, that lives while there is something to tell:
 * who publishes or routes doesn't wait for it. Thread-safe.
 */
final class Wakes implements AutoCloseable {

    /** What is told more often than this goes together. */
    private static final Duration SPACING = Duration.ofMillis(5);

    private static final int MOST_WAITING = 20;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Signal published = new Signal();
    private final Signal scheduled = new Signal();
    private final String name;
    private final @Nullable Accelerator accelerator;
    private final ScheduledThreadPoolExecutor teller;
    private final Set<News> untold = ConcurrentHashMap.newKeySet();
    private final Faults faults = new Faults(QUIET);
    private volatile long toldNanos = System.nanoTime() - SPACING.toNanos();
    private volatile @Nullable IntSupplier room;
    private volatile Accelerator.@Nullable Listening listening;

    Wakes(String name, @Nullable Accelerator accelerator) {
        this.name = name;
        this.accelerator = accelerator;
        teller = new ScheduledThreadPoolExecutor(
                1, Threads.daemons(name + "-waker-"), new ThreadPoolExecutor.DiscardPolicy());
        teller.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        teller.allowCoreThreadTimeOut(true);
    }

    /** Wakes this node's router. */
    Signal publishedSignal() {
        return published;
    }

    /** Wakes this node's claimer. */
    Signal scheduledSignal() {
        return scheduled;
    }

    /** Hears from now on what other nodes can't do at once; {@code room} is how much this one can. */
    void start(IntSupplier room) {
        this.room = room;
        if (accelerator != null) {
            listening = accelerator.listen(Threads.daemons(name + "-listener-"), this::hear);
        }
    }

    private void hear(News news) {
        (news == News.PUBLISHED ? published : scheduled).raise();
    }

    /** Events were published: a router of this node takes them, and if there is none, that of another. */
    void published() {
        published.raise();
        if (room == null) {
            tell(News.PUBLISHED);
        }
    }

    /** So many deliveries were scheduled, or more: what this node has no room for is others'. */
    void scheduled(int deliveries) {
        IntSupplier own = room;
        boolean others = own == null || own.getAsInt() < deliveries;
        scheduled.raise();
        if (others) {
            tell(News.SCHEDULED);
        }
    }

    private void tell(News news) {
        if (accelerator != null && untold.add(news)) {
            long wait = toldNanos + SPACING.toNanos() - System.nanoTime();
            Future<?> unused = teller.schedule(() -> tell(accelerator, news), Math.max(0, wait), TimeUnit.NANOSECONDS);
        }
    }

    private void tell(Accelerator told, News news) {
        untold.remove(news);
        toldNanos = System.nanoTime();
        try {
            // a connection that was left from before an outage fails once
            Guard.PAUSING.call(() -> {
                told.tell(news);
                return news;
            });
            faults.over("Other nodes are woken again");
        } catch (RuntimeException e) {
            faults.met("Other nodes aren't woken and look for work by themselves", e);
        }
    }

    /** Runs what nobody waits for on the same thread, and returns false if too much of it waits already. */
    boolean later(Runnable work) {
        if (teller.getQueue().size() >= MOST_WAITING) {
            return false;
        }
        teller.execute(work);
        return true;
    }

    /** Ends all that tells and hears. */
    @Override
    public void close() {
        teller.shutdownNow();
        Accelerator.Listening hearing = listening;
        if (hearing != null) {
            hearing.close();
        }
    }
}
