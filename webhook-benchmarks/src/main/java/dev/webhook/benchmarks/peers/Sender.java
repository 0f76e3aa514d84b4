package dev.webhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** What all peers' jobs do: a blocking request by OkHttp, and a look at its status. Thread-safe. */
final class Sender implements AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final int MINUTES = 10;

    private final OkHttpClient client;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong begin = new AtomicLong();
    private volatile CountDownLatch open = new CountDownLatch(0);

    /** @param threads how many send at a time; so many connections are kept */
    Sender(int threads) {
        client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(threads, 1, TimeUnit.MINUTES))
                .build();
    }

    /** Expects so many requests from now on; time begins with the first, or with {@link #begin()}. */
    void expect(int count) {
        failed.set(0);
        begin.set(0);
        open = new CountDownLatch(count);
    }

    /** Lets the time begin, unless it has. */
    void begin() {
        begin.compareAndSet(0, System.nanoTime());
    }

    /**
     * Posts it.
     *
     * @return the status, one of 2xx
     * @throws UncheckedIOException if there was no answer, or another status
     */
    int post(String url, String body) {
        begin();
        Request request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(body, JSON))
                .build();
        try (Response response = client.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return response.code();
        } catch (IOException e) {
            failed.incrementAndGet();
            throw new UncheckedIOException(e);
        } finally {
            open.countDown();
        }
    }

    /** Waits until all that is expected was posted. */
    void await() throws InterruptedException {
        if (!open.await(MINUTES, TimeUnit.MINUTES) || failed.get() > 0) {
            throw new IllegalStateException(failed + " requests failed, " + open.getCount() + " were not made");
        }
    }

    /** Returns how many of {@code count} were done a second from the beginning until now. */
    double rate(int count) {
        return count / ((System.nanoTime() - begin.get()) / 1e9);
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
