package dev.webhook;

import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.EndpointStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Disables endpoints that have failed for long without one success. Thread-safe.
 */
final class AutoDisabler {

    private final EndpointStore endpoints;
    private final int failures;
    private final Duration span;
    private final TimeSource time;

    /**
     * @param failures the fewest failed attempts since the last success
     * @param span the shortest time since the first of them
     */
    AutoDisabler(EndpointStore endpoints, int failures, Duration span, TimeSource time) {
        this.endpoints = endpoints;
        this.failures = failures;
        this.span = span;
        this.time = time;
    }

    /** Disables those that are due for it and returns them; one that somebody else disabled isn't among them. */
    List<Endpoint> disableFailing(Map<EndpointId, EndpointHealth> touched) {
        List<Endpoint> disabled = new ArrayList<>();
        // in the order of their ids, as the map has another one in each JVM
        new TreeMap<>(touched).forEach((id, health) -> {
            if (hasFailedForLong(health)) {
                disable(id).ifPresent(disabled::add);
            }
        });
        return disabled;
    }

    private Optional<Endpoint> disable(EndpointId id) {
        AtomicBoolean due = new AtomicBoolean();
        return endpoints
                .update(id, endpoint -> {
                    due.set(endpoint.state().status() != EndpointStatus.DISABLED
                            && hasFailedForLong(endpoint.health()));
                    return due.get()
                            ? endpoint.withState(EndpointState.disabled(DisableReason.FAILING, time.instant()))
                            : endpoint;
                })
                .filter(endpoint -> due.get());
    }

    private boolean hasFailedForLong(EndpointHealth health) {
        Instant since = health.failingSince();
        return since != null
                && health.failureCount() >= failures
                && !time.instant().isBefore(since.plus(span));
    }
}
