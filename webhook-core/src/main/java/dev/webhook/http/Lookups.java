package dev.webhook.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks up hosts on threads of its own, because the JDK's look-up can be neither bounded nor interrupted.
 *
 * <p>Everybody who asks for one host at a time shares one look-up, so a host whose look-up hangs holds one thread. When
 * all threads hang, further hosts wait in line until their own deadline, in the order in which they came.
 *
 * <p>Thread-safe.
 */
final class Lookups implements AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final HostResolver resolver;
    private final Semaphore free;
    private final Map<String, Lookup> running = new ConcurrentHashMap<>();
    private final Queue<Lookup> waiting = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Lookups::thread);

    Lookups(HostResolver resolver, int maxThreads) {
        this.resolver = resolver;
        this.free = new Semaphore(maxThreads);
    }

    /**
     * Returns the addresses of {@code host}, at least one.
     *
     * @throws UnknownHostException if it has none
     * @throws SocketTimeoutException if they are not known after {@code nanos}
     * @throws InterruptedIOException if the thread was interrupted, which it stays
     */
    List<InetAddress> resolve(String host, long nanos) throws IOException {
        Lookup mine = new Lookup(host, new CompletableFuture<>());
        Lookup other = running.putIfAbsent(host, mine);
        if (other != null) {
            return other.await(nanos);
        }
        waiting.add(mine);
        startThread();
        if (threads.isShutdown()) {
            close();
        }
        return mine.await(nanos);
    }

    /** Ends all waits and interrupts the look-ups; one that hangs in the operating system ends when that gives up. */
    @Override
    public void close() {
        threads.shutdown();
        running.values().forEach(lookup -> fail(lookup, new UnknownHostException("closed")));
        threads.shutdownNow();
    }

    private void startThread() {
        if (waiting.isEmpty() || !free.tryAcquire()) {
            return;
        }
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException e) {
            free.release();
            close();
        }
    }

    private void work() {
        try {
            for (Lookup next = waiting.poll(); next != null; next = waiting.poll()) {
                lookUp(next);
            }
        } finally {
            free.release();
            startThread();
        }
    }

    private void lookUp(Lookup lookup) {
        try {
            List<InetAddress> addresses = List.copyOf(resolver.resolve(lookup.host));
            if (addresses.isEmpty()) {
                throw new UnknownHostException("no address");
            }
            running.remove(lookup.host, lookup);
            lookup.addresses.complete(addresses);
        } catch (Throwable e) {
            fail(lookup, e);
        }
    }

    private void fail(Lookup lookup, Throwable cause) {
        running.remove(lookup.host, lookup);
        lookup.addresses.completeExceptionally(cause);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "webhook-lookup-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private record Lookup(String host, CompletableFuture<List<InetAddress>> addresses) {

        List<InetAddress> await(long nanos) throws IOException {
            try {
                return addresses.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new SocketTimeoutException("look-up");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("look-up");
            } catch (ExecutionException e) {
                UnknownHostException unknown = new UnknownHostException(host);
                unknown.initCause(e.getCause());
                throw unknown;
            }
        }
    }
}
