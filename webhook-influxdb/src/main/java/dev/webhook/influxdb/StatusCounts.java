package dev.webhook.influxdb;

import dev.webhook.delivery.DeliveryStatus;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How many attempts left their delivery in which status.
 *
 * <p>Immutable and thread-safe.
 *
 * @param byStatus the number of attempts by the status after them; a status without any is left out
 */
public record StatusCounts(Map<DeliveryStatus, Long> byStatus) {

    /** Copies the map. */
    public StatusCounts {
        byStatus = Map.copyOf(byStatus);
    }

    /** Returns how many attempts left their delivery in {@code status}. */
    public long of(DeliveryStatus status) {
        return byStatus.getOrDefault(status, 0L);
    }

    /** Returns how many attempts there were. */
    public long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the part of the attempts that succeeded, from 0 to 1, or empty if there was none. */
    public OptionalDouble successRate() {
        return total() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) of(DeliveryStatus.SUCCESS) / total());
    }
}
