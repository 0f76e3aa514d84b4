package dev.webhook.benchmarks;

import dev.webhook.DeliveryReport;
import dev.webhook.DispatcherBuilder;
import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.OkHttpTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Endpoints on whatever storage, what is published to them, and how fast it goes. A method that isn't given a dispatcher opens
 * one, and closes it in the end. Not thread-safe.
 */
final class Subscribers {

    private static final int MINUTES = 10;
    private static final int PUBLISHED_AT_ONCE = 500;

    private final Supplier<? extends Storage> storages;
    private final int concurrency;
    private final Consumer<DispatcherBuilder> customising;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private int types;

    /**
     * @param storages the storage, opened anew for each dispatcher
     * @param concurrency how many attempts at a time a dispatcher makes, and an endpoint allows
     * @param customising sets what is special about the dispatchers
     */
    Subscribers(Supplier<? extends Storage> storages, int concurrency, Consumer<DispatcherBuilder> customising) {
        this.storages = storages;
        this.concurrency = concurrency;
        this.customising = customising;
    }

    /** Registers an endpoint for each URL; so many, one after the other, share an event type. */
    void register(List<String> urls, int sharing) {
        try (WebhookDispatcher dispatcher = dispatcher()) {
            for (int i = 0; i < urls.size(); i++) {
                types += i % sharing == 0 ? 1 : 0;
                EndpointSpec spec =
                        EndpointSpec.url(urls.get(i)).subscribe(type(types - 1)).maxInFlight(concurrency);
                endpoints.add(dispatcher.endpoints().register(Library.OWNER, spec));
            }
        }
    }

    private static String type(int number) {
        return "order.placed_" + number;
    }

    /** Publishes so many events, of each type in turn but the first {@code leftOut}; they wait in the inbox. */
    void publish(int count, int leftOut) {
        try (WebhookDispatcher dispatcher = dispatcher()) {
            publish(count, leftOut, dispatcher::publish);
        }
    }

    /** Has so many events published, some hundred at a time. */
    void publish(int count, int leftOut, Consumer<List<NewEvent>> publishing) {
        for (int i = 0; i < count; i += PUBLISHED_AT_ONCE) {
            publishing.accept(IntStream.range(i, Math.min(count, i + PUBLISHED_AT_ONCE))
                    .mapToObj(number -> NewEvent.forUser(Library.OWNER, type(leftOut + number % (types - leftOut)))
                            .json(Bench.DATA))
                    .toList());
        }
    }

    /** Fans out what is in the inbox, to endpoints that are paused. */
    void route() {
        Storage storage = storages.get();
        try (WebhookDispatcher dispatcher = dispatcher(storage)) {
            while (storage.inbox().oldest().isPresent()) {
                dispatcher.runOnce();
            }
        }
    }

    /** Has nothing sent to them. */
    void pause() {
        try (WebhookDispatcher dispatcher = dispatcher()) {
            pause(dispatcher, 0);
        }
    }

    /** Has nothing sent to them, all but the first {@code leftOut}. */
    void pause(WebhookDispatcher dispatcher, int leftOut) {
        endpoints
                .subList(leftOut, endpoints.size())
                .forEach(endpoint -> dispatcher.endpoints().pause(endpoint.id()));
    }

    /** Lets what waits be sent to them, all but the first {@code leftOut}. */
    void resume(WebhookDispatcher dispatcher, int leftOut) {
        endpoints
                .subList(leftOut, endpoints.size())
                .forEach(endpoint -> dispatcher.endpoints().resume(endpoint.id()));
    }

    /** Resumes them for {@code count} deliveries that wait; returns how many a second were sent and recorded. */
    double drain(int count, int leftOut, WebhookListener listener) throws InterruptedException {
        CountDownLatch delivered = new CountDownLatch(count);
        try (WebhookDispatcher dispatcher = dispatcher(storages.get(), counting(delivered), listener)) {
            resume(dispatcher, leftOut);
            double rate = rate(dispatcher, delivered);
            pause(dispatcher, leftOut);
            return rate;
        }
    }

    /** Has the inbox fanned out into {@code count} deliveries; returns how many a second were sent and recorded. */
    double deliver(int count) throws InterruptedException {
        CountDownLatch delivered = new CountDownLatch(count);
        try (WebhookDispatcher dispatcher = dispatcher(storages.get(), counting(delivered))) {
            return rate(dispatcher, delivered);
        }
    }

    private static WebhookListener counting(CountDownLatch delivered) {
        return new WebhookListener() {
            @Override
            public void delivered(DeliveryReport report) {
                delivered.countDown();
            }
        };
    }

    private static double rate(WebhookDispatcher dispatcher, CountDownLatch delivered) throws InterruptedException {
        long count = delivered.getCount();
        long begin = System.nanoTime();
        dispatcher.start();
        if (!delivered.await(MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(delivered.getCount() + " were not delivered");
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private WebhookDispatcher dispatcher() {
        return dispatcher(storages.get());
    }

    WebhookDispatcher dispatcher(Storage storage, WebhookListener... listeners) {
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(storage)
                .transport(OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .maxIdleConnections(concurrency)
                        .build())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxConcurrentAttempts(concurrency);
        List.of(listeners).forEach(builder::listener);
        customising.accept(builder);
        return builder.build();
    }
}
