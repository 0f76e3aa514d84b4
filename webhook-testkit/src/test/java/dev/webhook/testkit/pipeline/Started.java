package dev.webhook.testkit.pipeline;

import dev.webhook.DeliveryReport;
import dev.webhook.DispatcherBuilder;
import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.event.Event;
import dev.webhook.http.AddressPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tests of started dispatchers share. */
final class Started {

    private Started() {}

    static DispatcherBuilder on(Storage storage, String name) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .name(name)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .shutdownTimeout(Duration.ofSeconds(10));
    }

    static EndpointSpec endpointAt(ScriptedReceiver receiver, String path) {
        return EndpointSpec.url(receiver.url(path).value())
                .subscribe("*")
                .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 2));
    }

    /** Returns the live threads whose name begins with {@code prefix}. */
    static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith(prefix))
                .toList();
    }

    /** Waits until the threads whose name begins with {@code prefix} have ended, and returns those that have not. */
    static List<Thread> threadsAfterJoin(String prefix) throws InterruptedException {
        for (Thread thread : threads(prefix)) {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
        return threads(prefix);
    }

    /** Counts deliveries down, and writes down which thread told what. */
    static final class Delivered implements WebhookListener {

        private final CountDownLatch left;
        private final Map<String, String> threads = new ConcurrentHashMap<>();

        Delivered(int deliveries) {
            this.left = new CountDownLatch(deliveries);
        }

        boolean await() throws InterruptedException {
            return left.await(60, TimeUnit.SECONDS);
        }

        /** Returns the thread by what it told. */
        Map<String, String> threads() {
            return threads;
        }

        @Override
        public void published(Event event) {
            threads.put("published", Thread.currentThread().getName());
        }

        @Override
        public void routed(Event event, int deliveries) {
            threads.put("routed", Thread.currentThread().getName());
        }

        @Override
        public void attempted(DeliveryReport report) {
            threads.put("attempted", Thread.currentThread().getName());
        }

        @Override
        public void delivered(DeliveryReport report) {
            threads.put("delivered", Thread.currentThread().getName());
            left.countDown();
        }
    }
}
