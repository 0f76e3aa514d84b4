package dev.webhook.examples;

import java.util.List;
import java.util.function.Predicate;

/** The receiver's side of the story, from nothing but its own log. Immutable and thread-safe. */
final class ReceiverAccount implements Account {

    private final List<Arrival> log;

    ReceiverAccount(List<Arrival> log) {
        this.log = List.copyOf(log);
    }

    @Override
    public long events() {
        return log.stream().map(Arrival::webhookId).distinct().count();
    }

    @Override
    public long deliveries(String endpoint) {
        return distinct(arrival -> arrival.taken() && arrival.path().equals(Cast.path(endpoint)));
    }

    @Override
    public long attempts() {
        return log.size();
    }

    @Override
    public long verified() {
        return log.stream().filter(Arrival::genuine).count();
    }

    @Override
    public long retries() {
        long redrives = log.stream().filter(Arrival::afterMending).count();
        return log.size() - redrives - distinct(arrival -> !arrival.afterMending());
    }

    @Override
    public long recoveries() {
        return log.stream()
                .map(Arrival::path)
                .distinct()
                .filter(this::recoveredFromManyFailures)
                .count();
    }

    @Override
    public long deadLetters() {
        return distinct(arrival -> !arrival.afterMending())
                - distinct(arrival -> arrival.taken() && !arrival.afterMending());
    }

    @Override
    public long redriven() {
        return distinct(arrival -> arrival.taken() && arrival.afterMending());
    }

    private long distinct(Predicate<Arrival> wanted) {
        return log.stream().filter(wanted).map(Arrival::delivery).distinct().count();
    }

    private boolean recoveredFromManyFailures(String path) {
        int inARow = 0;
        for (Arrival arrival : log) {
            if (arrival.path().equals(path)) {
                if (arrival.taken() && inARow >= Plan.CIRCUIT_OPENS_AFTER) {
                    return true;
                }
                inARow = arrival.taken() ? 0 : inARow + 1;
            }
        }
        return false;
    }
}
