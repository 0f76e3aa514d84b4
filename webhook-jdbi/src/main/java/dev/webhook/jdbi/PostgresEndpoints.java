package dev.webhook.jdbi;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The endpoint store. Thread-safe. */
final class PostgresEndpoints implements EndpointStore {

    private final Database database;
    private final EndpointRows rows;

    PostgresEndpoints(Database database, EndpointRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void create(Endpoint endpoint) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Optional<Endpoint> update(EndpointId id, UnaryOperator<Endpoint> change) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Page<Endpoint> list(EndpointQuery query, PageRequest page) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public RoutingSnapshot snapshot() {
        throw new UnsupportedOperationException("stub");
    }
}
