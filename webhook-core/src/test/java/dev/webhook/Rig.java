package dev.webhook;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.event.StoredEvent;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A dispatcher on a clock, a transport and a storage that a test holds in its hands; nothing happens by itself. */
final class Rig {

    static final long USER = 42;

    private static final int MOST_RUNS = 2_000;

    final TestClock clock;
    final InMemoryStorage memory;
    final FaultyStorage storage;
    final Replies replies;
    final News news = new News();
    final WebhookDispatcher dispatcher;

    Rig() {
        this(UnaryOperator.identity());
    }

    Rig(UnaryOperator<DispatcherBuilder> options) {
        this(new TestClock(), options);
    }

    private Rig(TestClock clock, UnaryOperator<DispatcherBuilder> options) {
        this(clock, InMemoryStorage.create(clock), new Replies(clock), options);
    }

    private Rig(TestClock clock, InMemoryStorage memory, Replies replies, UnaryOperator<DispatcherBuilder> options) {
        this.clock = clock;
        this.memory = memory;
        this.storage = new FaultyStorage(memory);
        this.replies = replies;
        this.dispatcher = options.apply(WebhookDispatcher.builder()
                        .storage(storage)
                        .transport(replies)
                        .timeSource(clock)
                        .listener(news))
                .build();
    }

    /** Returns another dispatcher on the same clock, storage and receivers. */
    Rig neighbour() {
        return new Rig(clock, memory, replies, UnaryOperator.identity());
    }

    /** Registers an endpoint of {@link #USER} at {@code host} that wants every order event and makes one attempt. */
    Endpoint endpoint(String host) {
        return endpoint(host, RetryPolicy.fixed(Duration.ofMinutes(1), 0));
    }

    Endpoint endpoint(String host, RetryPolicy retries) {
        return register(EndpointSpec.url("https://" + host + "/hook")
                .subscribe("order.*")
                .retryPolicy(retries));
    }

    Endpoint register(EndpointSpec spec) {
        return dispatcher.endpoints().register(USER, spec);
    }

    EventId publish() {
        return dispatcher.publish(event());
    }

    void publish(int events) {
        for (int i = 0; i < events; i++) {
            publish();
        }
    }

    static NewEvent event() {
        return NewEvent.forUser(USER, "order.created").json("{\"amount\":100}");
    }

    /** Runs until there is nothing left to do at this moment. */
    void run() {
        for (int i = 0; i < MOST_RUNS; i++) {
            if (dispatcher.runOnce() == 0) {
                return;
            }
        }
        throw new AssertionError("the dispatcher finds work for ever although the clock stands still");
    }

    /** Publishes an event and does what follows at once. */
    EventId publishAndRun() {
        EventId event = publish();
        run();
        return event;
    }

    void later(Duration time) {
        clock.advance(time);
        run();
    }

    Endpoint reload(Endpoint endpoint) {
        return reload(endpoint.id());
    }

    Endpoint reload(EndpointId id) {
        return dispatcher.endpoints().find(id).orElseThrow();
    }

    StoredEvent stored(EventId event) {
        return dispatcher.events().find(event).orElseThrow();
    }

    List<Delivery> deliveries(EventId event) {
        return dispatcher
                .deliveries()
                .list(DeliveryQuery.all().of(event), PageRequest.first(1_000))
                .items();
    }

    /** Returns the event's only delivery. */
    Delivery delivery(EventId event) {
        List<Delivery> all = deliveries(event);
        if (all.size() != 1) {
            throw new AssertionError("expected one delivery of " + event + ", but there are " + all);
        }
        return all.get(0);
    }

    List<DeadLetter> deadLetters() {
        return dispatcher
                .deadLetters()
                .list(DeadLetterQuery.all(), PageRequest.first(1_000))
                .items();
    }
}
