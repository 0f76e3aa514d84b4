package dev.webhook;

import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.HousekeepingReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the storage keep itself in order, and tells of it. For one thread. */
final class Housekeeper {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final Housekeeping housekeeping;
    private final Listeners listeners;

    Housekeeper(Housekeeping housekeeping, Listeners listeners) {
        this.housekeeping = housekeeping;
        this.listeners = listeners;
    }

    /** Does all there is to do, and returns zero: there is no more at once. */
    int runOnce() {
        HousekeepingReport report = housekeeping.run(
                (partition, rows) -> listeners.tell(listener -> listener.housekeepingProgressed(partition, rows)));
        if (!report.isEmpty()) {
            log.info(
                    "Housekeeping: made {}, dropped {}, removed {}", report.made(), report.dropped(), report.removed());
            report.problems().forEach(found -> log.warn("Partition {}: {}", found.name(), found.problem()));
            listeners.tell(listener -> listener.housekept(report));
        }
        return 0;
    }
}
