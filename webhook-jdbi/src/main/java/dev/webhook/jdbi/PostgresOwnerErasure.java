package dev.webhook.jdbi;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.jdbi.PartitionCatalog.State;
import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ErasureReport;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.store.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Erases owners, some rows in each transaction, every kind of them by ascending id. Endpoints come first, so that fan-out
 * makes no more deliveries for them, then events, then what was sent. Thread-safe.
 */
final class PostgresOwnerErasure implements OwnerErasure {

    /** The most rows of a kind in one transaction. */
    static final int MOST = 1_000;

    /** Another pass finds what was under way on other nodes; somebody who goes on publishing would find it work for ever. */
    private static final int MOST_PASSES = 5;

    private final Database database;
    private final Lanes lanes;
    private final PartitionCatalog catalog;
    private final RetentionPolicy policy;

    PostgresOwnerErasure(Database database, Lanes lanes, RetentionPolicy policy) {
        this.database = database;
        this.lanes = lanes;
        this.catalog = new PartitionCatalog(database);
        this.policy = policy;
    }

    @Override
    public ErasureReport erase(long user) {
        Erased erased = Erased.NOTHING;
        Erased last = pass(user);
        for (int passes = 1; !last.equals(Erased.NOTHING) && passes < MOST_PASSES; passes++) {
            erased = erased.plus(last);
            last = pass(user);
        }
        erased = erased.plus(last);
        return new ErasureReport(
                erased.endpoints(),
                erased.events(),
                erased.deliveriesFailed(),
                erased.deliveries(),
                erased.attempts(),
                erased.deadLettersDiscarded(),
                erased.deadLetters(),
                archives(user),
                leaving());
    }

    private Erased pass(long user) {
        Erased erased = endpoints(user);
        forgetKeys(user);
        erased = erased.plus(Erasing.walk(database, new EventErasing(database, user)));
        for (EndpointId endpoint : endpointsOf(user)) {
            erased = erased.plus(Erasing.walk(database, new DeliveryErasing(database, lanes, endpoint)));
            erased = erased.plus(Erasing.walk(database, new DeadLetterErasing(database, endpoint)));
        }
        return erased;
    }

    private Erased endpoints(long user) {
        Erased erased = Erased.NOTHING;
        for (int rows = MOST; rows == MOST; erased = erased.plus(Erased.ofEndpoints(rows))) {
            rows = database.transaction(handle -> endpoints(handle, user));
        }
        return erased;
    }

    private int endpoints(Handle handle, long user) {
        List<UUID> ids = database.query(handle, "erasure/endpoints")
                .bind("user", user)
                .bind("url", URL)
                .bind("most", MOST)
                .mapTo(UUID.class)
                .list();
        if (!ids.isEmpty()) {
            database.update(handle, "erasure/subscriptions")
                    .bindArray("endpoints", UUID.class, ids)
                    .execute();
            database.update(handle, "endpoints/raise_config_version").execute();
        }
        return ids.size();
    }

    private void forgetKeys(long user) {
        for (int rows = MOST; rows == MOST; ) {
            rows = database.transaction(handle -> database.update(handle, "erasure/keys")
                    .bind("user", user)
                    .bind("most", MOST)
                    .execute());
        }
    }

    private List<EndpointId> endpointsOf(long user) {
        return database.read(handle -> database.query(handle, "erasure/find_endpoints")
                .bind("user", user)
                .mapTo(UUID.class)
                .map(EndpointId::new)
                .list());
    }

    /** Returns what the archive has of the time since the user's first row. */
    private List<ArchiveManifest> archives(long user) {
        if (policy.archive().isEmpty()) {
            return List.of();
        }
        Archive archive = Archive.in(policy.archive().get());
        return since(user)
                .map(since -> new TimeRange(since, TimeRange.ALWAYS.until()))
                .map(range -> Stream.of(PartitionedTable.values())
                        .flatMap(table -> archive.list(table.table(), range).stream())
                        .toList())
                .orElse(List.of());
    }

    private Optional<Instant> since(long user) {
        return database.transaction(handle -> database.query(handle, "erasure/since")
                .bind("user", user)
                .map((row, context) -> Optional.ofNullable(Times.instantOrNull(row, "since")))
                .one());
    }

    private List<String> leaving() {
        return Stream.of(PartitionedTable.values())
                .flatMap(table -> database.read(handle -> catalog.find(handle, table)).stream())
                .filter(found -> found.state() != State.ATTACHED)
                .map(found -> found.partition().name())
                .toList();
    }
}
