package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** A database, before its backup and after: what it holds, and what a dispatcher on it delivers. Thread-safe. */
record RestoredDatabase(DataSource dataSource) {

    private static final long USER = 42;

    private static final String UNFINISHED =
            "SELECT count(*) FROM webhook_deliveries WHERE status IN ('pending', 'retrying')";

    /** What a node that was switched off would still have to deliver: waiting for its fan-out, or unfinished. */
    private static final String UNDELIVERED = """
            SELECT event_id FROM webhook_event_inbox
            UNION
            SELECT event_id FROM webhook_deliveries WHERE status IN ('pending', 'retrying')""";

    /** Returns a dispatcher that isn't started; at most {@code attempts} are made at once. */
    WebhookDispatcher dispatcher(int attempts) {
        return WebhookDispatcher.builder()
                .storage(storage())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxConcurrentAttempts(attempts)
                .reconcileInterval(Duration.ofSeconds(1))
                .build();
    }

    PostgresStorage storage() {
        return PostgresStorage.builder(dataSource).secrets(TestStorage.cipher()).build();
    }

    static void register(WebhookDispatcher dispatcher, ScriptedReceiver receiver) {
        dispatcher
                .endpoints()
                .register(
                        USER,
                        EndpointSpec.url(receiver.url("/hooks").toString()).subscribe("order.*"));
    }

    static List<EventId> publish(WebhookDispatcher dispatcher, int count) {
        return dispatcher.publish(
                Stream.generate(() -> NewEvent.forUser(USER, "order.created").json("{}"))
                        .limit(count)
                        .toList());
    }

    /** Lets the server archive its log by our script, as {@code ops/postgresql.conf} says. */
    void archiveBy(OpsScripts ops) {
        String script = ops.directory().resolve("archive-wal.sh") + " \"%p\" \"%f\"";
        execute("ALTER SYSTEM SET archive_command = 'BACKUP_TARGET="
                + ops.environment().get("BACKUP_TARGET") + " " + script + "'");
        ask("SELECT pg_reload_conf()");
    }

    List<EventId> events() {
        return ids("SELECT event_id FROM webhook_events");
    }

    List<EventId> undelivered() {
        return ids(UNDELIVERED);
    }

    private List<EventId> ids(String query) {
        return Jdbi.create(dataSource)
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(UUID.class).list())
                .stream()
                .map(EventId::new)
                .toList();
    }

    void execute(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String ask(String query) {
        return Jdbi.create(dataSource)
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    /**
     * Lets a dispatcher work until {@code count} requests have come, or more, and another take off the queue what the first
     * one's reconciler scheduled while it was recorded. Returns the ids of the requests' events.
     */
    List<EventId> deliver(ScriptedReceiver receiver, int count) {
        int before = receiver.requests().size();
        try (WebhookDispatcher dispatcher = dispatcher(20)) {
            dispatcher.start();
            receiver.await(before + count, Duration.ofSeconds(60));
        }
        try (WebhookDispatcher dispatcher = dispatcher(20)) {
            RunningNode.await("nothing in the queue is finished", () -> {
                dispatcher.runOnce();
                return ask("SELECT count(*) FROM webhook_queue").equals(ask(UNFINISHED));
            });
        }
        return receiver.requests().stream()
                .skip(before)
                .map(RestoredDatabase::eventId)
                .toList();
    }

    /** The queue holds the unfinished deliveries, none of them leased, and the lanes say so. */
    void queueIsWhole() {
        assertThat(ask("SELECT count(*) FROM webhook_queue WHERE NOT leased")).isEqualTo(ask(UNFINISHED));
        assertThat(ask("SELECT count(*) FROM webhook_queue WHERE leased")).isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM (" + PostgresDeliveryQueueIT.LANES_THAT_DISAGREE + ") AS lane"))
                .isEqualTo("0");
    }

    private static EventId eventId(ReceivedRequest request) {
        return EventId.parse(request.header("webhook-id").orElseThrow());
    }
}
