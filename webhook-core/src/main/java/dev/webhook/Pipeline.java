package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns a dispatcher's actors, their loops and threads, from start to close. Thread-safe. */
final class Pipeline {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final Duration FIRST_POLL = Duration.ofMillis(5);
    private static final Duration HOUSEKEEPING_INTERVAL = Duration.ofHours(1);
    private static final Duration QUEUE_WATCH = Duration.ofMillis(100);
    private static final Duration QUEUE_CHECK = Duration.ofMillis(250);
    private static final int FEWEST_IDLE_CONNECTIONS = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final String description;
    private final @Nullable Executor hostExecutor;
    private final boolean ownsTransport;
    private final Duration shutdownTimeout;
    private final Duration reconcileInterval;
    private final Storage storage;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final TimeSource time;
    private final Wakes wakes;
    private final Slots slots;
    private final Set<Thread> attempting = ConcurrentHashMap.newKeySet();
    private final HttpTransport transport;
    private final DeliveryWorker worker;
    private final Reconciler reconciler;
    private final Loop router;
    private final Loop claimer;
    private final Loop recorder;
    private final Loop reconciling;
    private final List<Loop> housekeeping;
    private final List<Loop> keeping;
    private @Nullable ExecutorService ownExecutor;
    private volatile Executor executor = Runnable::run;
    private volatile State state = State.NEW;
    private boolean closed;
    private long reconciledNanos;
    private long housekeptNanos;

    private enum State {
        NEW,
        STARTED,
        CLOSED
    }

    Pipeline(
            DispatcherBuilder options,
            Storage storage,
            EndpointStore endpoints,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            Listeners listeners,
            Slots slots,
            Wakes wakes) {
        this.name = options.name;
        this.description = options.toString();
        this.hostExecutor = options.executor;
        this.ownsTransport = options.transport == null;
        this.shutdownTimeout = options.shutdownTimeout;
        this.reconcileInterval = options.reconcileInterval;
        this.storage = storage;
        this.queue = queue;
        this.circuits = circuits;
        this.time = options.timeSource;
        this.wakes = wakes;
        this.slots = slots;
        this.transport = options.transport == null ? ownTransport(options) : options.transport;
        EndpointCache cache = new EndpointCache(endpoints);
        Wiring wiring = new Wiring(options, storage, endpoints, queue, circuits, listeners, cache, slots, wakes);
        Signal submitted = new Signal();
        OutcomeRecorder outcomes = wiring.recorder(submitted);
        this.worker = wiring.worker(transport, outcomes);
        this.reconciler = wiring.reconciler(outcomes);
        EventRouter events = wiring.router();
        DeliveryClaimer deliveries = wiring.claimer(outcomes, worker, attempt -> executor.execute(() -> run(attempt)));
        this.router = loop("router", events::runOnce, wakes.publishedSignal(), FIRST_POLL, options.pollInterval);
        this.claimer = loop("claimer", deliveries, wakes.scheduledSignal(), FIRST_POLL, options.pollInterval);
        this.recorder = loop("recorder", outcomes::runOnce, submitted, FIRST_POLL, Duration.ofSeconds(1));
        this.reconciling = loop("reconciler", reconciler::runOnce, new Signal(), reconcileInterval, reconcileInterval);
        this.housekeeping = wiring.housekeeper().stream()
                .map(keeper -> loop(
                        "housekeeper", keeper::runOnce, new Signal(), HOUSEKEEPING_INTERVAL, HOUSEKEEPING_INTERVAL))
                .toList();
        this.keeping = wiring.queueKeeper().stream()
                .flatMap(keeper -> Stream.of(
                        loop("queue-watch", keeper::watch, new Signal(), QUEUE_WATCH, QUEUE_WATCH),
                        loop("queue-keeper", keeper, new Signal(), QUEUE_CHECK, QUEUE_CHECK)))
                .toList();
        this.reconciledNanos = time.nanoTime();
        this.housekeptNanos = time.nanoTime() - HOUSEKEEPING_INTERVAL.toNanos();
    }

    private static HttpTransport ownTransport(DispatcherBuilder options) {
        return OkHttpTransport.builder()
                .addressPolicy(options.addressPolicy)
                .maxIdleConnections(Math.max(FEWEST_IDLE_CONNECTIONS, options.maxConcurrentAttempts))
                .build();
    }

    private void run(Runnable attempt) {
        attempting.add(Thread.currentThread());
        try {
            attempt.run();
        } finally {
            attempting.remove(Thread.currentThread());
        }
    }

    private Loop loop(String actor, Loop.Work work, Signal signal, Duration first, Duration longest) {
        return new Loop(name + "-" + actor, work, signal, first, longest, time);
    }

    private List<Loop> loops() {
        return Stream.of(List.of(router, claimer, recorder, reconciling), housekeeping, keeping)
                .flatMap(List::stream)
                .toList();
    }

    synchronized void start() {
        if (state != State.NEW) {
            throw new IllegalStateException("a dispatcher is started once, and this one was "
                    + (state == State.STARTED ? "started" : "closed") + " before");
        }
        state = State.STARTED;
        if (hostExecutor == null) {
            ExecutorService own = Threads.forAttempts(name + "-attempt-");
            ownExecutor = own;
            executor = own;
        } else {
            executor = hostExecutor;
        }
        ThreadFactory threads = Threads.daemons(name + "-");
        loops().forEach(loop -> loop.start(threads));
        wakes.start(slots::free);
        log.info("Webhook dispatcher '{}' started: {}", name, description);
    }

    void requireOpen() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the dispatcher is closed");
        }
    }

    synchronized int runOnce() {
        if (state != State.NEW) {
            throw new IllegalStateException(
                    "runOnce is for a dispatcher that is neither started nor closed; this one is " + state);
        }
        keeping.forEach(Loop::runOnce);
        if (time.nanoTime() - reconciledNanos >= reconcileInterval.toNanos()) {
            reconciling.runOnce();
            reconciledNanos = time.nanoTime();
        }
        if (time.nanoTime() - housekeptNanos >= HOUSEKEEPING_INTERVAL.toNanos()) {
            housekeeping.forEach(Loop::runOnce);
            housekeptNanos = time.nanoTime();
        }
        return router.runOnce() + claimer.runOnce() + recorder.runOnce();
    }

    Health health() {
        Optional<Duration> unrouted = asked(() -> storage.inbox().oldest().orElse(Duration.ZERO));
        Optional<Duration> undelivered =
                asked(() -> storage.deliveries().oldestDue().orElse(Duration.ZERO));
        return new Health(
                unrouted.isPresent() && undelivered.isPresent(),
                asked(queue::status).orElse(null),
                queue instanceof SwitchingQueue switching
                        ? asked(() -> switching.active().queue()).orElse(null)
                        : null,
                asked(circuits::openCircuits).orElse(null),
                unrouted.orElse(Duration.ZERO),
                undelivered.orElse(Duration.ZERO),
                slots.taken(),
                reconciler.lastCircle(),
                state == State.STARTED ? loops().stream().map(Loop::health).toList() : List.of());
    }

    private static <T> Optional<T> asked(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException e) {
            log.debug("A health check found a store or queue unreachable", e);
            return Optional.empty();
        }
    }

    /**
     * A thread that close waits for can't wait for itself, nor for the lock of somebody who closes meanwhile: it leaves
     * the closing to a new one.
     */
    void close() {
        if (!isOwnThread()) {
            closeAndWait();
        } else if (state != State.CLOSED) {
            state = State.CLOSED;
            Thread closer = Threads.daemons(name + "-").newThread(this::closeAndWait);
            closer.setName(name + "-closer");
            closer.start();
        }
    }

    private boolean isOwnThread() {
        return attempting.contains(Thread.currentThread()) || loops().stream().anyMatch(Loop::isCurrentThread);
    }

    private synchronized void closeAndWait() {
        if (closed) {
            return;
        }
        closed = true;
        boolean started = state != State.NEW;
        state = State.CLOSED;
        try {
            if (started) {
                stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            loops().forEach(Loop::interrupt);
            worker.cancel();
        } finally {
            wakes.close();
            if (ownExecutor != null) {
                ownExecutor.shutdownNow();
            }
            if (ownsTransport) {
                transport.close();
            }
            storage.close();
        }
    }

    /** Stops in the order of the path: nothing new comes in, what is under way ends, what has ended is recorded. */
    private void stop() throws InterruptedException {
        List<Loop> first =
                loops().stream().filter(loop -> !loop.equals(recorder)).toList();
        first.forEach(Loop::stop);
        end(first);
        int unfinished = awaitSlots(shutdownTimeout);
        if (unfinished > 0) {
            worker.cancel();
            unfinished = awaitSlots(PATIENCE);
        }
        recorder.stop();
        end(List.of(recorder));
        endAttemptThreads();
        if (unfinished > 0) {
            log.warn("{} leases could not be handed back; they run out by themselves", unfinished);
        }
        log.info("Webhook dispatcher '{}' closed", name);
    }

    /** A thread lives a moment longer than its attempt; none is left when the dispatcher is closed. */
    private void endAttemptThreads() throws InterruptedException {
        ExecutorService own = ownExecutor;
        if (own != null) {
            own.shutdown();
            if (!own.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Threads of attempts don't end, though they were interrupted");
            }
        }
    }

    private static void end(List<Loop> loops) throws InterruptedException {
        join(loops);
        loops.forEach(Loop::interrupt);
        join(loops);
    }

    /** Waits for all together, since what holds one up, a store that hangs, holds up the others. */
    private static void join(List<Loop> loops) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Loop loop : loops) {
            loop.join(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    /** Waits until every slot is free and returns how many aren't. */
    private int awaitSlots(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (slots.taken() > 0 && System.nanoTime() < end) {
            wakes.scheduledSignal().await(Duration.ofNanos(Math.min(end - System.nanoTime(), 100_000_000L)));
        }
        return slots.taken();
    }
}
