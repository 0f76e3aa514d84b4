package dev.webhook.jdbi;

import dev.webhook.event.EventId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What a transaction adds to the counts of events, each of which it writes once. For one transaction. */
final class EventCounts {

    private final SortedMap<EventId, Added> byEvent = new TreeMap<>();

    private record Added(int webhooks, int successes, int failures) {

        Added plus(Added more) {
            return new Added(webhooks + more.webhooks, successes + more.successes, failures + more.failures);
        }
    }

    void addDelivery(EventId event) {
        add(event, new Added(1, 0, 0));
    }

    void addSuccess(EventId event) {
        add(event, new Added(0, 1, 0));
    }

    void addFailure(EventId event) {
        add(event, new Added(0, 0, 1));
    }

    void takeFailure(EventId event) {
        add(event, new Added(0, 0, -1));
    }

    private void add(EventId event, Added added) {
        byEvent.merge(event, added, Added::plus);
    }

    void write(Database database, Handle handle) {
        if (byEvent.isEmpty()) {
            return;
        }
        List<EventId> events = List.copyOf(byEvent.keySet());
        database.update(handle, "deliveries/count_on_events")
                .bindArray(
                        "events",
                        UUID.class,
                        events.stream().map(EventId::value).toArray())
                .bindArray(
                        "created",
                        OffsetDateTime.class,
                        events.stream()
                                .map(event -> Times.parameter(event.createdAt()))
                                .toArray())
                .bindArray("webhooks", Integer.class, counts(Added::webhooks))
                .bindArray("successes", Integer.class, counts(Added::successes))
                .bindArray("failures", Integer.class, counts(Added::failures))
                .bind("from", Partitions.dayOf(byEvent.firstKey().createdAt()))
                .bind("until", Partitions.dayAfter(byEvent.lastKey().createdAt()))
                .execute();
    }

    private Object[] counts(Function<Added, Integer> count) {
        return byEvent.values().stream().map(count).toArray();
    }
}
