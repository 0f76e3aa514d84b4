package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.http.HttpTransport;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Puts a dispatcher's actors together from its options and what they share. For one dispatcher, while it is built.
 *
 * @param options what the host configured
 * @param storage the stores
 * @param endpoints the store of endpoints, perhaps with a cache before it
 * @param queue the queue in use
 * @param circuits the circuit breaker in use
 * @param listeners who is told
 * @param cache the endpoints used last
 * @param slots the node's room for attempts
 * @param wakes what wakes loops
 * @param guard what carries calls through short outages
 * @param jitter places each wait within its jitter, by a number in [0, 1)
 */
record Wiring(
        DispatcherBuilder options,
        Storage storage,
        EndpointStore endpoints,
        DeliveryQueue queue,
        CircuitBreaker circuits,
        Listeners listeners,
        EndpointCache cache,
        Slots slots,
        Wakes wakes,
        Guard guard,
        DoubleSupplier jitter) {

    Wiring(
            DispatcherBuilder options,
            Storage storage,
            EndpointStore endpoints,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            Listeners listeners,
            EndpointCache cache,
            Slots slots,
            Wakes wakes) {
        this(
                options,
                storage,
                endpoints,
                queue,
                circuits,
                listeners,
                cache,
                slots,
                wakes,
                Guard.PAUSING,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    EventRouter router() {
        return new EventRouter(
                storage,
                queue,
                options.timeSource,
                options.deliveryExpiry,
                listeners,
                wakes,
                new Subscribers(options.accelerator, wakes, options.timeSource));
    }

    OutcomeRecorder recorder(Signal submitted) {
        AutoDisabler disabler =
                new AutoDisabler(endpoints, options.disableAfterFailures, options.disableAfter, options.timeSource);
        return new OutcomeRecorder(
                storage.deliveries(),
                queue,
                circuits,
                disabler,
                options.timeSource,
                listeners,
                guard,
                slots,
                submitted);
    }

    DeliveryWorker worker(HttpTransport transport, OutcomeRecorder recorder) {
        return new DeliveryWorker(
                storage.deliveries(),
                queue,
                circuits,
                cache,
                new RequestBuilder(options.signers, options.userAgent, options.maxTimeout),
                transport,
                options.decisions(),
                new AttemptRecords(options.unrecordedHeaders, options.recordResponseBodies),
                recorder,
                slots,
                options.lease(),
                options.timeSource,
                jitter);
    }

    DeliveryClaimer claimer(OutcomeRecorder recorder, DeliveryWorker worker, Executor executor) {
        return new DeliveryClaimer(
                queue,
                storage.deliveries(),
                circuits,
                recorder,
                worker,
                slots,
                executor,
                options.lease(),
                options.timeSource);
    }

    Optional<Housekeeper> housekeeper() {
        return storage.housekeeping().map(housekeeping -> new Housekeeper(housekeeping, listeners));
    }

    Optional<QueueKeeper> queueKeeper() {
        return options.accelerator != null && queue instanceof SwitchingQueue switching
                ? Optional.of(new QueueKeeper(
                        storage.activeQueue().orElseThrow(),
                        storage.deliveries(),
                        options.accelerator,
                        switching,
                        circuits,
                        wakes.scheduledSignal(),
                        options.timeSource))
                : Optional.empty();
    }

    Reconciler reconciler(OutcomeRecorder recorder) {
        return new Reconciler(
                storage.deliveries(),
                queue,
                cache,
                recorder,
                slots,
                options.reconcileInterval,
                options.lease(),
                options.overloadAfter,
                options.timeSource,
                listeners);
    }
}
