package dev.webhook.jdbi;

import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.Publication;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Appends events by one statement, within a transaction of ours or of the caller's. Thread-safe. */
final class EventAppender {

    private final Database database;

    EventAppender(Database database) {
        this.database = database;
    }

    private record OwnedKey(OptionalLong user, IdempotencyKey key) {

        static @Nullable OwnedKey of(Publication publication) {
            IdempotencyKey key = publication.idempotencyKey();
            return key == null ? null : new OwnedKey(publication.event().userId(), key);
        }
    }

    /** What the key of the publication at {@code place} stands for, and whether that has the same content. */
    private record Judged(int place, EventId standsFor, boolean same) {}

    /**
     * Appends, as {@link dev.webhook.event.EventStore#append} says. A conflict is no error of the database: it leaves
     * the transaction as it was.
     */
    List<EventId> append(Handle handle, List<Publication> publications) {
        Map<OwnedKey, Publication> firsts = new HashMap<>();
        List<Publication> fresh = publications.stream()
                .filter(publication -> !isRepeat(publication, firsts))
                .toList();
        if (firsts.isEmpty()) {
            bound(database.update(handle, "events/append"), fresh).execute();
            return fresh.stream().map(publication -> publication.event().id()).toList();
        }
        Map<OwnedKey, EventId> standFor = insertKeyed(handle, fresh);
        return publications.stream()
                .map(publication -> standFor.getOrDefault(
                        OwnedKey.of(publication), publication.event().id()))
                .toList();
    }

    /** Returns when the events were published, whose partitions must be there before they are appended. */
    static List<Instant> times(List<Publication> publications) {
        return publications.stream()
                .map(publication -> publication.event().createdAt())
                .toList();
    }

    /** Tells whether a conflict is possible, after which an append takes a second statement. */
    static boolean hasKeys(List<Publication> publications) {
        return publications.stream().anyMatch(publication -> publication.idempotencyKey() != null);
    }

    private static boolean isRepeat(Publication publication, Map<OwnedKey, Publication> firsts) {
        OwnedKey key = OwnedKey.of(publication);
        Publication first = key == null ? null : firsts.putIfAbsent(key, publication);
        if (key != null && first != null && !publication.sameContent(first.event())) {
            throw new IdempotencyConflictException(key.key, first.event().id());
        }
        return first != null;
    }

    private Map<OwnedKey, EventId> insertKeyed(Handle handle, List<Publication> publications) {
        List<Judged> judged = bound(database.query(handle, "events/append_keyed"), publications)
                .bindArray("keys", String.class, keys(publications))
                .map((row, context) -> new Judged(
                        row.getInt("place") - 1,
                        new EventId(row.getObject("stands_for", UUID.class)),
                        row.getBoolean("same")))
                .list();
        judged.stream().filter(one -> !one.same).findFirst().ifPresent(conflict -> {
            forget(handle, publications);
            throw new IdempotencyConflictException(
                    Objects.requireNonNull(publications.get(conflict.place).idempotencyKey()), conflict.standsFor);
        });
        Map<OwnedKey, EventId> standFor = new HashMap<>();
        judged.forEach(one -> standFor.put(OwnedKey.of(publications.get(one.place)), one.standsFor));
        return standFor;
    }

    /** Forgets keys that were written by a statement that stored no events. */
    private void forget(Handle handle, List<Publication> publications) {
        database.update(handle, "events/forget_keys")
                .bindArray("users", Long.class, column(publications, EventRows::user))
                .bindArray("keys", String.class, keys(publications))
                .bindArray(
                        "ids",
                        UUID.class,
                        column(publications, event -> event.id().value()))
                .execute();
    }

    private static <S extends SqlStatement<S>> S bound(S statement, List<Publication> publications) {
        return statement
                .bindArray(
                        "ids",
                        UUID.class,
                        column(publications, event -> event.id().value()))
                .bindArray(
                        "times",
                        OffsetDateTime.class,
                        column(publications, event -> Times.parameter(event.createdAt())))
                .bindArray(
                        "types",
                        String.class,
                        column(publications, event -> event.type().name()))
                .bindArray(
                        "data",
                        String.class,
                        column(publications, event -> event.data().text()))
                .bindArray("users", Long.class, column(publications, EventRows::user))
                .bindArray("sources", String.class, column(publications, Event::sourceService))
                .bindArray("headers", String.class, column(publications, EventRows::headers));
    }

    private static <T> Object[] column(List<Publication> publications, Function<Event, @Nullable T> value) {
        return publications.stream()
                .map(publication -> value.apply(publication.event()))
                .toArray();
    }

    private static Object[] keys(List<Publication> publications) {
        return publications.stream()
                .map(Publication::idempotencyKey)
                .map(key -> key == null ? null : key.value())
                .toArray();
    }
}
