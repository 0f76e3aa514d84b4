package dev.webhook.jdbi;

/** What was erased, as {@link dev.webhook.retention.ErasureReport} counts it. Immutable and thread-safe. */
record Erased(
        long endpoints,
        long events,
        long deliveriesFailed,
        long deliveries,
        long attempts,
        long deadLettersDiscarded,
        long deadLetters) {

    static final Erased NOTHING = new Erased(0, 0, 0, 0, 0, 0, 0);

    static Erased ofEndpoints(long endpoints) {
        return new Erased(endpoints, 0, 0, 0, 0, 0, 0);
    }

    static Erased ofEvents(long events) {
        return new Erased(0, events, 0, 0, 0, 0, 0);
    }

    static Erased ofDeliveries(long failed, long deliveries, long attempts) {
        return new Erased(0, 0, failed, deliveries, attempts, 0, 0);
    }

    static Erased ofDeadLetters(long discarded, long deadLetters) {
        return new Erased(0, 0, 0, 0, 0, discarded, deadLetters);
    }

    Erased plus(Erased more) {
        return new Erased(
                endpoints + more.endpoints,
                events + more.events,
                deliveriesFailed + more.deliveriesFailed,
                deliveries + more.deliveries,
                attempts + more.attempts,
                deadLettersDiscarded + more.deadLettersDiscarded,
                deadLetters + more.deadLetters);
    }
}
