package dev.webhook.testkit.pipeline;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.event.NewEvent;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.pipeline.Started.Delivered;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CloseIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final InMemoryStorage storage = InMemoryStorage.create();
    private final ScriptedReceiver receiver = ScriptedReceiver.start();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void attemptsThatHangAreCutOffAndDeliveredBySomebodyElse() throws InterruptedException {
        receiver.script(answer(200).held());
        WebhookDispatcher first = Started.on(storage, "first")
                .shutdownTimeout(Duration.ofMillis(300))
                .build()
                .start();
        first.endpoints().register(1, Started.endpointAt(receiver, "/"));
        publish(first, 5);
        receiver.await(5, SOON);
        long began = System.nanoTime();

        first.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(storage.queue().status().leased()).isZero();
        assertThat(storage.queue().status().waiting()).isEqualTo(5);

        receiver.script(answer(200));
        Delivered delivered = new Delivered(5);
        try (WebhookDispatcher second =
                Started.on(storage, "second").listener(delivered).build().start()) {
            assertThat(delivered.await()).isTrue();
            assertThat(second.deliveries()
                            .list(DeliveryQuery.all(), PageRequest.first(10))
                            .items())
                    .extracting(Delivery::attemptNumber)
                    .containsOnly(1);
        }
    }

    @Test
    void attemptsThatEndInTimeAreRecorded() throws InterruptedException {
        receiver.script(answer(200).held());
        Delivered delivered = new Delivered(3);
        WebhookDispatcher dispatcher =
                Started.on(storage, "patient").listener(delivered).build().start();
        dispatcher.endpoints().register(1, Started.endpointAt(receiver, "/"));
        publish(dispatcher, 3);
        receiver.await(3, SOON);
        Thread closing = new Thread(dispatcher::close, "test-closing");

        closing.start();
        Started.threads("patient-claimer").forEach(CloseIT::join);
        receiver.release();
        closing.join();

        assertThat(delivered.await()).isTrue();
        assertThat(storage.queue().status().leased()).isZero();
        assertThat(receiver.requests()).hasSize(3);
    }

    @Test
    void noThreadOfTheDispatcherIsLeft() throws InterruptedException {
        Delivered delivered = new Delivered(50);
        WebhookDispatcher dispatcher =
                Started.on(storage, "tidy").listener(delivered).build().start();
        dispatcher.endpoints().register(1, Started.endpointAt(receiver, "/"));
        publish(dispatcher, 50);
        assertThat(delivered.await()).isTrue();
        assertThat(Started.threads("tidy-")).isNotEmpty();

        dispatcher.close();

        assertThat(Started.threadsAfterJoin("tidy-")).isEmpty();
    }

    @Test
    void aDispatcherIsStartedOnceAndClosedForGood() {
        WebhookDispatcher dispatcher = Started.on(storage, "once").build().start();

        assertThatThrownBy(dispatcher::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(dispatcher::runOnce).isInstanceOf(IllegalStateException.class);
        assertThat(dispatcher.health().loops())
                .extracting(loop -> loop.name())
                .containsExactlyInAnyOrder("once-router", "once-claimer", "once-recorder", "once-reconciler");
        dispatcher.close();
        dispatcher.close();
        assertThatThrownBy(dispatcher::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> publish(dispatcher, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(dispatcher.health().loops()).isEmpty();
    }

    private static void publish(WebhookDispatcher dispatcher, int events) {
        for (int i = 0; i < events; i++) {
            dispatcher.publish(NewEvent.forUser(1, "order.created").json("{}"));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
