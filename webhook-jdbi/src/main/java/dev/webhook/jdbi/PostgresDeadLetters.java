package dev.webhook.jdbi;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.event.EventId;
import dev.webhook.store.Cursor;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The store of dead letters. Thread-safe. */
final class PostgresDeadLetters implements DeadLetterStore {

    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final Database database;
    private final Lanes lanes;
    private final ClosingRows closing;

    PostgresDeadLetters(Database database, Lanes lanes, ClosingRows closing) {
        this.database = database;
        this.lanes = lanes;
        this.closing = closing;
    }

    @Override
    public Optional<DeadLetter> find(DeadLetterId id) {
        return database.read(handle -> database.query(handle, "deadletters/find")
                .bind("deadLetter", id.value())
                .map((row, context) -> deadLetter(row))
                .findOne());
    }

    @Override
    public Page<DeadLetter> list(DeadLetterQuery query, PageRequest page) {
        Cursor cursor = page.after();
        DeadLetterId last = cursor == null ? null : DeadLetterId.parse(cursor.token());
        FailureReason reason = query.reason();
        List<DeadLetter> found = database.read(handle -> database.query(handle, "deadletters/list")
                .bind("before", last == null ? AFTER_ALL : last.value())
                .bind("beforeTime", Times.parameter(last == null ? TimeRange.ALWAYS.until() : last.createdAt()))
                .bind("from", Times.parameter(query.created().from()))
                .bind("until", Times.parameter(query.created().until()))
                .bind(
                        "endpoint",
                        query.endpointId() == null ? null : query.endpointId().value())
                .bind(
                        "delivery",
                        query.deliveryId() == null ? null : query.deliveryId().value())
                .bind("status", EndpointRows.storedName(query.status()))
                .bind("reason", reason == null ? null : reason.id())
                .bind("limit", page.size() + 1)
                .map((row, context) -> deadLetter(row))
                .list());
        return Page.cut(found, page, letter -> letter.id().toString());
    }

    @Override
    public boolean resolve(DeadLetterId id, Resolution resolution) {
        return database.transaction(handle -> resolve(database, handle, List.of(id), resolution)) == 1;
    }

    /** Resolves those that are pending and returns how many those were. */
    static int resolve(Database database, Handle handle, List<DeadLetterId> ids, Resolution resolution) {
        return database.update(handle, "deadletters/resolve")
                .bindArray(
                        "deadLetters",
                        UUID.class,
                        ids.stream().map(DeadLetterId::value).toArray())
                .bind("status", EndpointRows.storedName(resolution.status()))
                .bind("by", StoredText.of(resolution.by()))
                .bind("notes", StoredText.of(resolution.notes()))
                .execute();
    }

    @Override
    public RedriveRun redrive(List<Redrive> requests, String by) {
        Resolution redriven = new Resolution(DeadLetterStatus.RESOLVED, by, "redriven");
        return requests.isEmpty()
                ? new RedriveRun(List.of(), List.of())
                : database.transaction(
                        handle -> new RedriveBatch(database, handle, lanes, closing, requests, redriven).redrive());
    }

    /** Reads a dead letter. */
    static DeadLetter deadLetter(ResultSet row) throws SQLException {
        return new DeadLetter(
                new DeadLetterId(row.getObject("dlq_id", UUID.class)),
                EndpointRows.id(row),
                new EventId(row.getObject("event_id", UUID.class)),
                new DeliveryId(row.getObject("delivery_id", UUID.class)),
                FailureReason.valueOf(row.getString("failure_reason").toUpperCase(Locale.ROOT)),
                row.getInt("attempt_count"),
                row.getString("last_error"),
                row.getObject("last_response_status", Integer.class),
                DeadLetterStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Times.instantOrNull(row, "resolved_at"),
                row.getString("resolved_by"),
                row.getString("resolution_notes"));
    }
}
