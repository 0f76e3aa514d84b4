package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.event.EventId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which partitions of events a statement reads, of the many there are. */
@ExtendWith(PostgresExtension.class)
class EventPlansIT {

    private static final Pattern SCAN = Pattern.compile("Scan .*on (webhook_events_[0-9_]+)");

    private final TestStorage storage;
    private final Statements statements = new Statements("public");

    EventPlansIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    /** Returns the partitions that {@code statement} really scans. */
    private List<String> scanned(String statement, UnaryOperator<Query> bind) {
        Jdbi jdbi = Jdbi.create(storage.dataSource()).installPlugin(new PostgresPlugin());
        return jdbi.withHandle(handle -> bind
                .apply(handle.createQuery("EXPLAIN (ANALYZE, COSTS OFF) " + statements.get(statement)))
                .mapTo(String.class)
                .list()
                .stream()
                .filter(line -> !line.contains("never executed"))
                .flatMap(line -> SCAN.matcher(line).results().map(scan -> scan.group(1)))
                .distinct()
                .toList());
    }

    private String partition(EventId id) {
        return "webhook_events_" + id.createdAt().toString().substring(0, 10).replace('-', '_');
    }

    private static UnaryOperator<Query> ofIds(List<EventId> ids) {
        return query -> query.bindArray(
                        "ids", UUID.class, ids.stream().map(EventId::value).toArray())
                .bindArray(
                        "times",
                        OffsetDateTime.class,
                        ids.stream().map(id -> Times.parameter(id.createdAt())).toArray());
    }

    @Test
    void anEventIsFoundInItsPartition() {
        EventId id = EventId.at(storage.now());

        assertThat(scanned(
                        "events/find",
                        query -> query.bind("id", id.value()).bind("time", Times.parameter(id.createdAt()))))
                .containsExactly(partition(id));
    }

    @Test
    void aBatchIsLoadedAndStampedInItsPartition() {
        List<EventId> ids =
                Stream.generate(() -> EventId.at(storage.now())).limit(500).toList();

        assertThat(scanned("inbox/load", ofIds(ids))).containsExactly(partition(ids.get(0)));
        assertThat(scanned(
                        "inbox/stamp",
                        query -> ofIds(ids)
                                .apply(query)
                                .bind("now", Times.parameter(storage.now()))
                                .bind("oldest", Times.parameter(ids.get(0).createdAt()))
                                .bind("newest", Times.parameter(ids.get(499).createdAt()))
                                .bindArray(
                                        "wholes",
                                        Boolean.class,
                                        ids.stream().map(id -> true).toArray())
                                .bindArray("errors", String.class, new Object[500])
                                .bindArray("failedAfter", UUID.class, new Object[500])
                                .bindArray(
                                        "deliveries",
                                        Integer.class,
                                        ids.stream().map(id -> 1).toArray())))
                .containsExactly(partition(ids.get(0)));
    }

    @Test
    void aPageReadsOnlyWhereItBeginsAndBefore() {
        EventId yesterday = EventId.at(storage.now().minus(Duration.ofDays(1)));

        assertThat(scanned(
                        "events/list",
                        query -> query.bind("from", Times.parameter(yesterday.createdAt()))
                                .bind(
                                        "until",
                                        Times.parameter(yesterday.createdAt().plusMillis(1)))
                                .bind("before", yesterday.value())
                                .bind("type", (String) null)
                                .bind("user", (Long) null)
                                .bind("routing", (String) null)
                                .bind("limit", 100)))
                .containsExactly(partition(yesterday));
    }
}
