package dev.webhook.examples;

import dev.webhook.event.NewEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the quickstart publishes, and what must come of it. Immutable and thread-safe. */
final class Plan implements Account {

    static final long USER = 42;

    static final String HEALTHY = "healthy";
    static final String PICKY = "picky";
    static final String FLAKY = "flaky";
    static final String DEAD = "dead";

    /** Failures in a row after which a circuit opens; the dead endpoint gives up before. */
    static final int CIRCUIT_OPENS_AFTER = 3;

    /** So many that the first probe fails too. */
    static final int FLAKY_FAILURES = CIRCUIT_OPENS_AFTER + 1;

    static final int DEAD_RETRIES = 1;

    private static final Map<String, Integer> TAKEN = Map.of(HEALTHY, 4, PICKY, 2, FLAKY, 3, DEAD, 1);

    static final List<NewEvent> EVENTS = List.of(
            event("order.created", "{\"order\": 1, \"amount\": 250, \"region\": \"EU\"}"),
            event("order.created", "{\"order\": 2, \"amount\": 80, \"region\": \"EU\"}"),
            event("order.created", "{\"order\": 3, \"amount\": 900, \"region\": \"US\"}"),
            event("order.paid", "{\"order\": 1, \"amount\": 250, \"region\": \"EU\"}"),
            event("invoice.issued", "{\"invoice\": 7, \"order\": 1}"));

    private static NewEvent event(String type, String json) {
        return NewEvent.forUser(USER, type).json(json);
    }

    @Override
    public long events() {
        return EVENTS.size();
    }

    @Override
    public long deliveries(String endpoint) {
        return Objects.requireNonNull(TAKEN.get(endpoint), endpoint);
    }

    @Override
    public long attempts() {
        long first = TAKEN.values().stream().mapToLong(Integer::longValue).sum();
        return first + retries() + redriven();
    }

    @Override
    public long verified() {
        return attempts();
    }

    @Override
    public long retries() {
        return FLAKY_FAILURES + DEAD_RETRIES;
    }

    @Override
    public long recoveries() {
        return 1;
    }

    @Override
    public long deadLetters() {
        return 1;
    }

    @Override
    public long redriven() {
        return 1;
    }
}
