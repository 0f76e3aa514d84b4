package dev.webhook;

import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.NewEvent;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.concurrent.Callable;

/** An operator who hides secrets in all that is entered, and prints all that comes back. For one thread at a time. */
final class ShowingOperator {

    static final long USER = 42;

    private final WebhookDispatcher dispatcher;
    private final TestClock clock;
    private final CanaryReceiver receiver;
    private final Canaries canaries;

    ShowingOperator(WebhookDispatcher dispatcher, TestClock clock, CanaryReceiver receiver, Canaries canaries) {
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.receiver = receiver;
        this.canaries = canaries;
    }

    EndpointSpec spec(int status) {
        return EndpointSpec.url(receiver.url(status)).subscribe("order.*");
    }

    Endpoint register(EndpointSpec spec) {
        Endpoint endpoint = dispatcher.endpoints().register(USER, spec);
        canaries.hide(endpoint.signingKeys());
        show(spec);
        show(endpoint);
        return endpoint;
    }

    void deleteEndpoints() {
        dispatcher
                .endpoints()
                .list(EndpointQuery.all(), PageRequest.first(100))
                .items()
                .forEach(endpoint -> dispatcher.endpoints().delete(endpoint.id()));
        run();
    }

    void refused(EndpointSpec spec) {
        show(spec);
        tried(() -> {
            throw new IllegalStateException(
                    "accepted: " + dispatcher.endpoints().register(USER, spec));
        });
    }

    NewEvent event() {
        return NewEvent.forUser(USER, "order.created")
                .json("{\"card\": \"" + canaries.hide("canary-in-event-data") + "\"}")
                .header("baggage", canaries.hide("canary-in-event-header"));
    }

    EventId publish() {
        return dispatcher.publish(event());
    }

    void run() {
        for (int i = 0; i < 1_000 && dispatcher.runOnce() > 0; i++) {
            show(dispatcher.health());
        }
    }

    void later(Duration time) {
        clock.advance(time);
        run();
    }

    void publishAndLook() {
        publish();
        run();
        look();
    }

    /** Shows all that operators can see. */
    void look() {
        PageRequest page = PageRequest.first(20);
        show(dispatcher);
        show(dispatcher.health());
        show(dispatcher.events().list(EventQuery.all(), page));
        show(dispatcher.endpoints().list(EndpointQuery.all(), page));
        show(dispatcher.deadLetters().list(DeadLetterQuery.all(), page));
        show(dispatcher.deliveries().listAttempts(AttemptQuery.all(), page));
        dispatcher.deliveries().list(DeliveryQuery.all(), page).items().forEach(delivery -> {
            show(delivery);
            dispatcher.deliveries().attempts(delivery.id()).forEach(attempt -> {
                show(attempt);
                show(String.valueOf(attempt.response()));
            });
            show(dispatcher.deliveries().requestBody(delivery.id()));
            show(dispatcher.deliveries().explain(delivery.eventId(), delivery.endpointId()));
        });
    }

    static void show(Object value) {
        System.out.println(value);
    }

    static void tried(Callable<?> call) {
        try {
            show(call.call());
        } catch (Exception e) {
            e.printStackTrace(System.out);
        }
    }
}
