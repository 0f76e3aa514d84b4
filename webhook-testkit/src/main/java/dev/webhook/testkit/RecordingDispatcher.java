package dev.webhook.testkit;

import dev.webhook.DispatcherBuilder;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.UnfinishedDelivery;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.event.Event;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher for a host's unit tests that remembers what was published: the real one, on storage in memory and a clock
 * that the test moves, with receivers that answer from memory by a script. It needs no network, no thread and no test
 * framework, and three days of retries take milliseconds.
 *
 * <pre>{@code
 * try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
 *     new Orders(webhooks.dispatcher()).place(order);
 *     assertThat(webhooks.published("order.created")).hasSize(1);
 * }
 * }</pre>
 *
 * <p>Publishing is recorded at once. Deliveries are made by {@link #runUntilIdle}, {@link #advance} and
 * {@link #deliverAll}, on the thread that calls them; don't start the dispatcher. Every URL that is well-formed may be
 * registered, and nothing is ever connected to. Retries are spread by jitter here too, so look at times with a margin
 * of a fifth.
 *
 * <p>Code under test may publish from any thread; the test's own calls are made by one thread.
 */
public final class RecordingDispatcher implements AutoCloseable {

    /** How far the clock moves while something due is held back by a limit rather than by a time. */
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private static final int MOST_ROUNDS = 100_000;
    private static final int PAGE = 1_000;

    private final ManualClock clock = ManualClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create(clock);
    private final RecordingDispatcherTransport transport = new RecordingDispatcherTransport(clock);
    private final List<Event> published = new CopyOnWriteArrayList<>();
    private final WebhookDispatcher dispatcher;

    private RecordingDispatcher(Consumer<DispatcherBuilder> settings) {
        DispatcherBuilder builder = WebhookDispatcher.builder().addressPolicy(AddressPolicy.unsafeForTests());
        settings.accept(builder);
        dispatcher = builder.storage(storage)
                .timeSource(clock)
                .transport(transport)
                .listener(new WebhookListener() {
                    @Override
                    public void published(Event event) {
                        published.add(event);
                    }
                })
                .build();
    }

    /** Returns a dispatcher with every default, at the beginning of 2026 (UTC). */
    public static RecordingDispatcher create() {
        return create(builder -> {});
    }

    /**
     * Returns a dispatcher with {@code settings}; storage, transport and time source stay those of this class.
     *
     * @throws dev.webhook.InvalidConfigurationException naming every mistake
     */
    public static RecordingDispatcher create(Consumer<DispatcherBuilder> settings) {
        return new RecordingDispatcher(settings);
    }

    /** Returns the dispatcher, for the code under test and for looking at deliveries. It is not started. */
    public WebhookDispatcher dispatcher() {
        return dispatcher;
    }

    /** Returns the clock by which everything here goes. To let time pass, use {@link #advance}. */
    public ManualClock clock() {
        return clock;
    }

    /**
     * Returns every event that was published so far, in order. A repeated publish, known by its idempotency key, isn't
     * there again, and a test event isn't there at all.
     */
    public List<Event> published() {
        return List.copyOf(published);
    }

    /**
     * Returns the events of one type that were published so far, in order.
     *
     * @param type a type such as {@code order.created}, {@code order.*}, or {@code *} for all
     * @throws IllegalArgumentException if {@code type} is of none of these forms
     */
    public List<Event> published(String type) {
        EventTypePattern pattern = new EventTypePattern(type);
        return published.stream().filter(event -> pattern.matches(event.type())).toList();
    }

    /**
     * Answers every request from now on by {@code answers} in order, the last for ever, unless its URL has a script of
     * its own. Without a script the answer is 200.
     *
     * @throws IllegalArgumentException if there is no answer, or one is held back or drips, which needs a
     *     {@link ScriptedReceiver}
     */
    public void script(Answer... answers) {
        transport.script(answers);
    }

    /**
     * Answers requests to {@code url} by {@code answers} in order, the last for ever.
     *
     * @param url the whole URL, as it is registered
     * @throws IllegalArgumentException as {@link #script} throws it
     */
    public void scriptAt(String url, Answer... answers) {
        transport.scriptAt(url, answers);
    }

    /** Returns the requests that were sent so far, in order. */
    public List<ReceivedRequest> requests() {
        return transport.requests(url -> true);
    }

    /**
     * Returns the requests that were sent to {@code url} so far, in order.
     *
     * @param url the whole URL, as it is registered
     */
    public List<ReceivedRequest> requests(String url) {
        return transport.requests(url::equals);
    }

    /**
     * Does everything that is due now: fan-out, first attempts, and attempts whose time has come.
     *
     * @throws IllegalStateException if there is no end to it, or the dispatcher was started or closed
     */
    public void runUntilIdle() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (dispatcher.runOnce() == 0) {
                return;
            }
        }
        throw new IllegalStateException("the dispatcher is still busy after " + MOST_ROUNDS + " rounds at "
                + clock.instant() + ": " + dispatcher.health());
    }

    /**
     * Lets time pass, and does everything that falls due on the way at the moment it does.
     *
     * @param time how long, zero or more
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public void advance(Duration time) {
        runUntilIdle();
        Duration left = time;
        do {
            Duration step = shorter(left, untilNextAttempt().orElse(left));
            clock.advance(step);
            left = left.minus(step);
            runUntilIdle();
        } while (left.compareTo(Duration.ZERO) > 0);
    }

    /**
     * Lets as much time pass as it takes until every delivery has ended, in success or as a dead letter. Those of a
     * paused endpoint end when they expire.
     *
     * @return how much time passed
     */
    public Duration deliverAll() {
        runUntilIdle();
        Duration passed = Duration.ZERO;
        for (Optional<Duration> next = untilNextAttempt(); next.isPresent(); next = untilNextAttempt()) {
            clock.advance(next.get());
            passed = passed.plus(next.get());
            runUntilIdle();
        }
        return passed;
    }

    /** Closes the dispatcher. */
    @Override
    public void close() {
        dispatcher.close();
    }

    /** Returns how long until an unfinished delivery can be attempted as far as is known, or empty if none is left. */
    private Optional<Duration> untilNextAttempt() {
        Duration shortest = null;
        DeliveryId after = null;
        List<UnfinishedDelivery> page;
        do {
            page = storage.deliveries().unfinished(after, PAGE);
            for (UnfinishedDelivery unfinished : page) {
                shortest = shorter(until(unfinished.scheduled()), shortest);
                after = unfinished.scheduled().deliveryId();
            }
        } while (page.size() == PAGE);
        return Optional.ofNullable(shortest);
    }

    private Duration until(ScheduledDelivery waiting) {
        Duration parked = storage.queue().lane(waiting.lane()).parkedFor();
        Duration wait = parked.compareTo(waiting.dueIn()) > 0 ? parked : waiting.dueIn();
        return wait.compareTo(Duration.ZERO) > 0 ? wait : HELD_BACK;
    }

    private static Duration shorter(Duration a, @Nullable Duration b) {
        return b == null || a.compareTo(b) < 0 ? a : b;
    }
}
