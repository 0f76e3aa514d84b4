package dev.webhook.jdbi;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.UnfinishedDelivery;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The delivery store. Thread-safe. */
final class PostgresDeliveries implements DeliveryStore {

    private final Database database;
    private final Partitions partitions;
    private final EndpointRows rows;
    private final Lanes lanes;

    PostgresDeliveries(Database database, Partitions partitions, EndpointRows rows, Lanes lanes) {
        this.database = database;
        this.partitions = partitions;
        this.rows = rows;
        this.lanes = lanes;
    }

    @Override
    public List<ScheduledDelivery> create(List<NewDelivery> deliveries) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public List<LoadedDelivery> load(Collection<DeliveryId> ids) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Recording record(List<OutcomeRecord> records) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public List<UnfinishedDelivery> unfinished(@Nullable DeliveryId after, int limit) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public List<UnfinishedDelivery> recentlyDue(Duration window, int limit) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Optional<Duration> oldestDue() {
        throw new UnsupportedOperationException("stub");
    }
}
