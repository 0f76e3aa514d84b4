package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.webhook.WebhookListener;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link WebhookListener} must do, whatever it makes of its news: take all that a dispatcher can tell, from
 * many threads, without throwing and without holding up the pipeline.
 *
 * <p>Nobody looks at what the listener did with its news, so it needn't be connected to anything. Run the contract a
 * second time with a listener whose server can't be reached.
 *
 * <p>Not thread-safe; JUnit makes an instance for each test.
 */
@Timeout(120)
public abstract class WebhookListenerContract {

    private static final int THREADS = 16;
    private static final int ROUNDS = 20;

    /** The pipeline waits for its listeners, so half of the calls must be much quicker than this. */
    private static final Duration MOST_FOR_HALF = Duration.ofMillis(100);

    /** No call may wait for a server, or for another call that does. */
    private static final Duration MOST_FOR_EACH = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For the tests of listeners. */
    protected WebhookListenerContract() {}

    /** Returns the listener under test; asked for once in each test. */
    protected abstract WebhookListener listener();

    /** Closes the listener, if that is something to be closed; called after each test, and again. Does nothing by default. */
    protected void close() {}

    /** Returns whether {@code thread}, started since the listener was made, may outlive it. Defaults to none. */
    protected boolean mayOutlive(Thread thread) {
        return false;
    }

    @AfterEach
    void closeListener() {
        close();
    }

    static List<ListenerNews> news() {
        return ListenerNews.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("news")
    void takesAnyNewsWithoutThrowing(ListenerNews news) {
        WebhookListener listener = listener();

        assertThatCode(() -> news.tell(listener)).doesNotThrowAnyException();
        assertThatCode(() -> news.tell(listener)).as("again").doesNotThrowAnyException();
    }

    @Test
    void takesNewsOnAnInterruptedThreadAndLeavesItInterrupted() {
        WebhookListener listener = listener();
        for (ListenerNews news : ListenerNews.all()) {
            Thread.currentThread().interrupt();
            try {
                assertThatCode(() -> news.tell(listener)).as(news.name()).doesNotThrowAnyException();
            } finally {
                assertThat(Thread.interrupted()).as(news.name()).isTrue();
            }
        }
    }

    @Test
    void takesNewsFromManyThreadsAtATimeAndReturnsQuickly() {
        WebhookListener listener = listener();
        List<ListenerNews> all = ListenerNews.all();

        long[] nanos = Crowd.run(IntStream.range(0, THREADS)
                        .mapToObj(first -> (Callable<long[]>) () -> tell(listener, all, first))
                        .toList())
                .stream()
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();

        assertThat(nanos).hasSize(THREADS * ROUNDS * all.size());
        assertThat(Duration.ofNanos(nanos[nanos.length / 2])).as("the median").isLessThan(MOST_FOR_HALF);
        assertThat(Duration.ofNanos(nanos[nanos.length - 1])).as("the slowest").isLessThan(MOST_FOR_EACH);
    }

    @Test
    void leavesNoThreadBehind() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        WebhookListener listener = listener();
        ListenerNews.all().forEach(news -> news.tell(listener));

        close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !mayOutlive(thread)) {
                thread.join(PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    /** Tells everything {@link #ROUNDS} times, beginning with another piece of news on each thread. */
    private static long[] tell(WebhookListener listener, List<ListenerNews> all, int first) {
        long[] nanos = new long[ROUNDS * all.size()];
        for (int i = 0; i < nanos.length; i++) {
            ListenerNews news = all.get((first + i) % all.size());
            long start = System.nanoTime();
            news.tell(listener);
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }
}
