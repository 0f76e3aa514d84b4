package dev.webhook.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The same requests by OkHttp alone: nothing is stored, signed, retried or recorded. Not thread-safe. */
final class PlainOkHttp implements AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final int MINUTES = 5;

    /** How many calls at a time; more are slower, and fewer too. */
    static final int CONCURRENCY = 64;

    private final OkHttpClient client;
    private final ExecutorService pool;

    PlainOkHttp() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(CONCURRENCY);
        dispatcher.setMaxRequestsPerHost(CONCURRENCY);
        client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(CONCURRENCY, 1, TimeUnit.MINUTES))
                .build();
        pool = Executors.newFixedThreadPool(CONCURRENCY);
    }

    /** Sends {@code count} requests by OkHttp's Dispatcher and returns how many a second were answered. */
    double enqueued(int count, List<String> urls, byte[] body) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(count);
        AtomicInteger failed = new AtomicInteger();
        Callback callback = new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                failed.incrementAndGet();
                answered.countDown();
            }

            @Override
            public void onResponse(Call call, Response response) {
                response.close();
                answered.countDown();
            }
        };
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            client.newCall(request(urls.get(i % urls.size()), body)).enqueue(callback);
        }
        return rate(count, answered, failed, begin);
    }

    /** Sends {@code count} requests by blocking calls on a pool of threads; returns how many a second were answered. */
    double blocking(int count, List<String> urls, byte[] body) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(count);
        AtomicInteger failed = new AtomicInteger();
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Request request = request(urls.get(i % urls.size()), body);
            pool.execute(() -> {
                try {
                    client.newCall(request).execute().close();
                } catch (IOException e) {
                    failed.incrementAndGet();
                }
                answered.countDown();
            });
        }
        return rate(count, answered, failed, begin);
    }

    private static double rate(int count, CountDownLatch answered, AtomicInteger failed, long begin)
            throws InterruptedException {
        if (!answered.await(MINUTES, TimeUnit.MINUTES) || failed.get() > 0) {
            throw new IllegalStateException(failed + " requests failed, " + answered.getCount() + " are unanswered");
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static Request request(String url, byte[] body) {
        return new Request.Builder()
                .url(url)
                .post(RequestBody.create(body, JSON))
                .build();
    }

    @Override
    public void close() {
        pool.shutdown();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
