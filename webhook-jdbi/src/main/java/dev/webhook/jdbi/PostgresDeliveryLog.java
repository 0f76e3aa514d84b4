package dev.webhook.jdbi;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Optional;

/** The listing of deliveries and attempts. Thread-safe. */
final class PostgresDeliveryLog implements DeliveryLog {

    private final Database database;

    PostgresDeliveryLog(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Delivery> find(DeliveryId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public List<Attempt> attempts(DeliveryId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Page<Delivery> list(DeliveryQuery query, PageRequest page) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Page<Attempt> listAttempts(AttemptQuery query, PageRequest page) {
        throw new UnsupportedOperationException("stub");
    }
}
