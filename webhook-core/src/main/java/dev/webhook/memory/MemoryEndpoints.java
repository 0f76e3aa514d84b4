package dev.webhook.memory;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The endpoint store over {@link MemoryDatabase}. Thread-safe. */
final class MemoryEndpoints implements EndpointStore {

    private final MemoryDatabase database;

    MemoryEndpoints(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public void create(Endpoint endpoint) {
        database.transaction(() -> {
            if (database.endpoints.putIfAbsent(endpoint.id(), endpoint) == null) {
                database.configVersion++;
            }
            return endpoint;
        });
    }

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        return database.transaction(() -> Optional.ofNullable(database.endpoints.get(id)));
    }

    @Override
    public Optional<Endpoint> update(EndpointId id, UnaryOperator<Endpoint> change) {
        return database.transaction(() -> {
            Endpoint before = database.endpoints.get(id);
            if (before == null || before.deleted()) {
                return Optional.empty();
            }
            Endpoint after = change.apply(before);
            return Optional.of(after.equals(before) ? before : database.putChanged(after));
        });
    }

    @Override
    public Page<Endpoint> list(EndpointQuery query, PageRequest page) {
        return database.transaction(() -> {
            NavigableMap<EndpointId, Endpoint> rows = database.endpoints.descendingMap();
            if (page.after() != null) {
                rows = rows.tailMap(page.after().parse(EndpointId::parse), false);
            }
            return Page.cut(
                    MemoryDatabase.select(rows.values(), query::matches, page.size() + 1),
                    page,
                    endpoint -> endpoint.id().toString());
        });
    }

    @Override
    public RoutingSnapshot snapshot() {
        return database.transaction(() -> new RoutingSnapshot(
                database.configVersion,
                database.endpoints.values().stream()
                        .filter(Endpoint::takesDeliveries)
                        .toList()));
    }
}
