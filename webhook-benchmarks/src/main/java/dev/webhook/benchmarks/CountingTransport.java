package dev.webhook.benchmarks;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends, and keeps when each request began and how often each webhook was sent. Thread-safe. */
final class CountingTransport implements HttpTransport {

    private final HttpTransport transport;
    private final Queue<Long> begins = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> sent = new ConcurrentHashMap<>();

    CountingTransport(int connections) {
        transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxIdleConnections(connections)
                .build();
    }

    @Override
    public HttpResult send(HttpRequest request) {
        begins.add(System.nanoTime());
        sent.computeIfAbsent(
                        Objects.requireNonNull(request.headers().get("webhook-id")), webhook -> new AtomicInteger())
                .incrementAndGet();
        return transport.send(request);
    }

    /** Returns the nanoseconds at which requests began. */
    Iterable<Long> begins() {
        return begins;
    }

    int requests() {
        return sent.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Returns how many requests there were beyond the first of each webhook. */
    int duplicates() {
        return requests() - sent.size();
    }

    @Override
    public void close() {
        transport.close();
    }
}
