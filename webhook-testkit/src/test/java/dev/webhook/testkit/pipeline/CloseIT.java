package dev.webhook.testkit.pipeline;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.DeliveryReport;
import dev.webhook.DispatcherBuilder;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.event.Event;
import dev.webhook.event.NewEvent;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.pipeline.Started.Delivered;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class CloseIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

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

    @ParameterizedTest
    @ValueSource(strings = {"routed", "delivered", "overloaded"})
    void aListenerThatClosesIsNotWaitedForByItself(String news) throws Exception {
        if (news.equals("overloaded")) {
            receiver.script(answer(200).held());
        }
        Closing closing = new Closing(news);
        WebhookDispatcher dispatcher = start(closing, UnaryOperator.identity());

        publish(dispatcher, 1);

        assertThat(closing.took()).isLessThan(AT_ONCE);
        assertThatThrownBy(() -> publish(dispatcher, 1)).isInstanceOf(IllegalStateException.class);
        assertEndsSoon(dispatcher);
    }

    @Test
    void anAttemptThatClosesIsNotWaitedForByItself() throws Exception {
        Closing closing = new Closing("sent");
        WebhookDispatcher dispatcher = start(closing, options -> options.transport(closing));

        publish(dispatcher, 1);

        assertThat(closing.took()).isLessThan(AT_ONCE);
        assertEndsSoon(dispatcher);
    }

    @Test
    void aListenerThatClosesWhileAnotherThreadDoesWaitsForNobody() throws Exception {
        receiver.script(answer(200).held());
        Closing closing = new Closing("delivered");
        WebhookDispatcher dispatcher = start(closing, options -> options.shutdownTimeout(SOON));
        publish(dispatcher, 1);
        receiver.await(1, SOON);
        Thread other = new Thread(dispatcher::close, "test-closing");

        other.start();
        Started.threads("own-claimer").forEach(CloseIT::join);
        receiver.release();

        assertThat(closing.took()).isLessThan(AT_ONCE);
        other.join();
        assertThat(Started.threadsAfterJoin("own-")).isEmpty();
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

    private WebhookDispatcher start(Closing closing, UnaryOperator<DispatcherBuilder> options) {
        WebhookDispatcher dispatcher = options.apply(Started.on(storage, "own")
                        .maxConcurrentAttempts(1)
                        .overloadAfter(Duration.ofSeconds(1))
                        .reconcileInterval(Duration.ofSeconds(1))
                        .shutdownTimeout(Duration.ofMillis(300))
                        .listener(closing))
                .build();
        closing.closes(dispatcher);
        dispatcher.start();
        dispatcher.endpoints().register(1, Started.endpointAt(receiver, "/"));
        return dispatcher;
    }

    private void assertEndsSoon(WebhookDispatcher dispatcher) throws InterruptedException {
        long began = System.nanoTime();
        dispatcher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(storage.queue().status().leased()).isZero();
        assertThat(Started.threadsAfterJoin("own-")).isEmpty();
    }

    private static void publish(WebhookDispatcher dispatcher, int events) {
        for (int i = 0; i < events; i++) {
            dispatcher.publish(NewEvent.forUser(1, "order.created").json("{}"));
        }
    }

    /** Closes a dispatcher on the dispatcher's own thread, and takes the time. */
    private static final class Closing implements WebhookListener, HttpTransport {

        private final String when;
        private final CompletableFuture<Duration> took = new CompletableFuture<>();
        private volatile @Nullable WebhookDispatcher dispatcher;

        Closing(String when) {
            this.when = when;
        }

        void closes(WebhookDispatcher closed) {
            this.dispatcher = closed;
        }

        Duration took() throws Exception {
            return took.get(90, TimeUnit.SECONDS);
        }

        private void close(String now) {
            if (now.equals(when)) {
                long began = System.nanoTime();
                Objects.requireNonNull(dispatcher).close();
                took.complete(Duration.ofNanos(System.nanoTime() - began));
            }
        }

        @Override
        public void routed(Event event, int deliveries) {
            close("routed");
        }

        @Override
        public void delivered(DeliveryReport report) {
            close("delivered");
        }

        @Override
        public void overloaded(Duration time) {
            close("overloaded");
        }

        @Override
        public HttpResult send(HttpRequest request) {
            close("sent");
            return new HttpResult.Unreachable(HttpResult.Cause.CANCELLED, "closed", Duration.ZERO);
        }

        @Override
        public void close() {}
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
