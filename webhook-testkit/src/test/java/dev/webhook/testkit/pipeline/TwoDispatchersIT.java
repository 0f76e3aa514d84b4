package dev.webhook.testkit.pipeline;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.pipeline.Started.Delivered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TwoDispatchersIT {

    private static final int EVENTS = 10_000;
    private static final int ENDPOINTS = 50;

    private final InMemoryStorage storage = InMemoryStorage.create();

    @Test
    void onOneStorageEveryEventIsDeliveredOnce() throws InterruptedException {
        Delivered delivered = new Delivered(EVENTS);
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher one =
                        Started.on(storage, "one").listener(delivered).build();
                WebhookDispatcher two =
                        Started.on(storage, "two").listener(delivered).build()) {
            for (int user = 0; user < ENDPOINTS; user++) {
                one.endpoints().register(user, Started.endpointAt(receiver, "/" + user));
            }
            one.start();
            two.start();

            List<String> expected = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                long user = i % ENDPOINTS;
                EventId id = (i % 2 == 0 ? one : two)
                        .publish(NewEvent.forUser(user, "order.created").json("{\"i\":" + i + "}"));
                expected.add("/" + user + " " + id);
            }

            assertThat(delivered.await()).isTrue();
            assertThat(receiver.requests().stream().map(TwoDispatchersIT::pathAndId))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(storage.queue().status().waiting()).isZero();
        assertThat(storage.queue().status().leased()).isZero();
    }

    @Test
    void aBroadcastReachesEveryEndpointOnceThoughSomeFailAtFirst() throws InterruptedException {
        int broadcasts = 10;
        Delivered delivered = new Delivered(broadcasts * ENDPOINTS);
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher one =
                        Started.on(storage, "one").listener(delivered).build();
                WebhookDispatcher two =
                        Started.on(storage, "two").listener(delivered).build()) {
            for (int user = 0; user < ENDPOINTS; user++) {
                one.endpoints().register(user, Started.endpointAt(receiver, "/" + user));
            }
            receiver.scriptAt("/7", answer(503), answer(200));
            one.start();
            two.start();

            for (int i = 0; i < broadcasts; i++) {
                one.publish(NewEvent.broadcast("order.created").json("{}"));
            }

            assertThat(delivered.await()).isTrue();
            assertThat(receiver.requests()).hasSize(broadcasts * ENDPOINTS + 1);
            assertThat(receiver.requests().stream()
                            .map(TwoDispatchersIT::pathAndId)
                            .distinct())
                    .hasSize(broadcasts * ENDPOINTS);
        }
    }

    private static String pathAndId(ReceivedRequest request) {
        return request.path() + " " + request.header("webhook-id").orElse("?");
    }
}
