package dev.webhook.testkit.contract;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Asks a question from many threads at the same moment.
 *
 * <p>Stateless and thread-safe.
 */
final class Crowd {

    private Crowd() {}

    static <A> List<A> ask(int threads, IntFunction<A> question) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<CompletableFuture<A>> answers = IntStream.range(0, threads)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> together(start, question, n), pool)
                            .orTimeout(30, TimeUnit.SECONDS))
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            pool.shutdownNow();
        }
    }

    private static <A> A together(CountDownLatch start, IntFunction<A> question, int n) {
        start.countDown();
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the others", e);
        }
        return question.apply(n);
    }
}
