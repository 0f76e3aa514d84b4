package dev.webhook.jdbi;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.endpoint.Subscription;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The endpoint store. Thread-safe. */
final class PostgresEndpoints implements EndpointStore {

    private final Database database;
    private final EndpointRows rows;

    /** The endpoints of the last snapshot: parsing the filters of all anew takes longer than all else in a snapshot. */
    private volatile Map<EndpointId, Endpoint> routed = Map.of();

    PostgresEndpoints(Database database, EndpointRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void create(Endpoint endpoint) {
        database.transaction(handle -> {
            int created = rows.bind(database.update(handle, "endpoints/create"), endpoint)
                    .bind("version", endpoint.version())
                    .bind("createdAt", Times.parameter(endpoint.id().createdAt()))
                    .execute();
            if (created == 1) {
                putSubscriptions(handle, endpoint);
                raiseConfigVersion(handle);
            }
            return created;
        });
    }

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        return database.read(handle -> find(handle, id));
    }

    private Optional<Endpoint> find(Handle handle, EndpointId id) {
        return database.query(handle, "endpoints/find")
                .bind("id", id.value())
                .map((row, context) -> rows.endpoint(row))
                .findOne();
    }

    @Override
    public Optional<Endpoint> update(EndpointId id, UnaryOperator<Endpoint> change) {
        return database.transaction(handle -> {
            // read in a later statement than the lock, whose own would see the subscriptions of before it waited
            if (!lock(handle, id)) {
                return Optional.empty();
            }
            Endpoint before = find(handle, id).orElseThrow();
            Endpoint after = change.apply(before);
            if (after.equals(before)) {
                return Optional.of(before);
            }
            rows.bind(database.update(handle, "endpoints/update"), after).execute();
            if (!after.subscriptions().equals(before.subscriptions())) {
                putSubscriptions(handle, after);
            }
            raiseConfigVersion(handle);
            return find(handle, id);
        });
    }

    private boolean lock(Handle handle, EndpointId id) {
        return database.query(handle, "endpoints/lock")
                .bind("id", id.value())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    private void putSubscriptions(Handle handle, Endpoint endpoint) {
        List<Subscription> subscriptions = endpoint.subscriptions();
        Object[] ids = column(subscriptions, subscription -> subscription.id().value());
        database.update(handle, "endpoints/delete_subscriptions")
                .bind("id", endpoint.id().value())
                .bindArray("subscriptions", UUID.class, ids)
                .execute();
        database.update(handle, "endpoints/put_subscriptions")
                .bind("id", endpoint.id().value())
                .bindArray("subscriptions", UUID.class, ids)
                .bindArray(
                        "eventTypes",
                        String.class,
                        column(subscriptions, next -> next.eventType().pattern()))
                .bindArray("filters", String.class, column(subscriptions, PostgresEndpoints::json))
                .bindArray("enabled", Boolean.class, column(subscriptions, Subscription::enabled))
                .bindArray(
                        "created",
                        OffsetDateTime.class,
                        column(subscriptions, next -> Times.parameter(next.createdAt())))
                .execute();
    }

    private static @Nullable String json(Subscription subscription) {
        Filter filter = subscription.filter();
        return filter == null ? null : filter.json();
    }

    private static Object[] column(List<Subscription> subscriptions, Function<Subscription, @Nullable Object> value) {
        return subscriptions.stream().map(value).toArray();
    }

    private void raiseConfigVersion(Handle handle) {
        database.update(handle, "endpoints/raise_config_version").execute();
    }

    @Override
    public Page<Endpoint> list(EndpointQuery query, PageRequest page) {
        List<Endpoint> found = database.read(handle -> database.query(handle, "endpoints/list")
                .bind("user", query.userId().isPresent() ? (Long) query.userId().getAsLong() : null)
                .bind("status", EndpointRows.storedName(query.status()))
                .bind(
                        "after",
                        page.after() == null
                                ? null
                                : EndpointId.parse(page.after().token()).value())
                .bind("limit", page.size() + 1)
                .map((row, context) -> rows.listed(row))
                .list());
        return Page.cut(found, page, endpoint -> endpoint.id().toString());
    }

    @Override
    public RoutingSnapshot snapshot() {
        Map<EndpointId, Endpoint> known = routed;
        RoutingSnapshot snapshot = database.read(handle -> database.query(handle, "endpoints/snapshot")
                .scanResultSet((rows, context) -> {
                    try (context) {
                        return snapshot(rows.get(), known);
                    }
                }));
        routed = snapshot.endpoints().stream().collect(Collectors.toMap(Endpoint::id, Function.identity()));
        return snapshot;
    }

    private static RoutingSnapshot snapshot(ResultSet row, Map<EndpointId, Endpoint> known) throws SQLException {
        long version = 0;
        List<Endpoint> endpoints = new ArrayList<>();
        while (row.next()) {
            version = row.getLong("config_version");
            if (row.getObject("webhook_id") != null) {
                Endpoint last = known.get(EndpointRows.id(row));
                endpoints.add(last != null && EndpointRows.isUnchanged(row, last) ? last : EndpointRows.routed(row));
            }
        }
        return new RoutingSnapshot(version, endpoints);
    }
}
