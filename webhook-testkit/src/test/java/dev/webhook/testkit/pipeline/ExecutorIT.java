package dev.webhook.testkit.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.pipeline.Started.Delivered;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExecutorIT {

    private final InMemoryStorage storage = InMemoryStorage.create();
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final ExecutorService host = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        receiver.close();
        host.shutdownNow();
    }

    @Test
    void theHostsExecutorRunsAttemptsAndIsNotShutDown() throws InterruptedException {
        AtomicInteger tasks = new AtomicInteger();
        Delivered delivered = new Delivered(20);
        try (WebhookDispatcher dispatcher = Started.on(storage, "hosted")
                .listener(delivered)
                .executor(task -> {
                    tasks.incrementAndGet();
                    host.execute(task);
                })
                .build()
                .start()) {
            deliver(dispatcher, 20);
            assertThat(delivered.await()).isTrue();
            assertThat(Started.threads("hosted-attempt")).isEmpty();
        }

        assertThat(tasks).hasValue(20);
        assertThat(host.isShutdown()).isFalse();
    }

    @Test
    void aTaskThatTheExecutorRejectsGoesBackToItsLane() throws InterruptedException {
        AtomicInteger tasks = new AtomicInteger();
        Delivered delivered = new Delivered(5);
        try (WebhookDispatcher dispatcher = Started.on(storage, "rejected")
                .listener(delivered)
                .executor(task -> {
                    if (tasks.incrementAndGet() <= 8) {
                        throw new RejectedExecutionException("full");
                    }
                    host.execute(task);
                })
                .build()
                .start()) {
            deliver(dispatcher, 5);

            assertThat(delivered.await()).isTrue();
        }
        assertThat(receiver.requests()).hasSize(5);
    }

    @Test
    void aTaskThatTheExecutorRunsAfterCloseSendsNothingAndGivesItsLeaseBack() throws InterruptedException {
        BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
        WebhookDispatcher dispatcher = Started.on(storage, "late")
                .executor(later::add)
                .shutdownTimeout(Duration.ZERO)
                .build()
                .start();
        deliver(dispatcher, 1);
        Runnable task = later.poll(20, TimeUnit.SECONDS);
        assertThat(task).isNotNull();
        dispatcher.close();
        assertThat(storage.queue().status().leased()).isEqualTo(1);

        task.run();

        assertThat(receiver.requests()).isEmpty();
        assertThat(storage.queue().status().leased()).isZero();
        assertThat(storage.queue().status().waiting()).isEqualTo(1);
    }

    @Test
    void listenersHearOnTheThreadsOfTheirContract() throws InterruptedException {
        Delivered delivered = new Delivered(1);
        try (WebhookDispatcher dispatcher =
                Started.on(storage, "told").listener(delivered).build().start()) {
            deliver(dispatcher, 1);
            assertThat(delivered.await()).isTrue();
        }

        assertThat(delivered.threads())
                .isEqualTo(Map.of(
                        "published",
                        Thread.currentThread().getName(),
                        "routed",
                        "told-router",
                        "attempted",
                        "told-recorder",
                        "delivered",
                        "told-recorder"));
    }

    private void deliver(WebhookDispatcher dispatcher, int events) {
        dispatcher.endpoints().register(1, Started.endpointAt(receiver, "/"));
        for (int i = 0; i < events; i++) {
            dispatcher.publish(NewEvent.forUser(1, "order.created").json("{}"));
        }
    }
}
