package dev.webhook.memory;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;

/** Takes deliveries out of a queue in memory behind everybody's back. */
public final class QueueWipe {

    private QueueWipe() {}

    public static void wipe(DeliveryQueue queue, Iterable<DeliveryId> deliveries) {
        deliveries.forEach(((MemoryDeliveryQueue) queue)::remove);
    }
}
