package dev.webhook.examples;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.event.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Knows when everything that was published is finished, and lets a thread wait for it. Thread-safe. */
final class Progress implements WebhookListener {

    private int published;
    private int routed;
    private int made;
    private final Set<DeliveryId> finished = new HashSet<>();

    /**
     * Waits until every event is fanned out and every delivery has succeeded or is a dead letter.
     *
     * @return false if {@code most} ran out before
     */
    synchronized boolean awaitQuiet(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (routed < published || finished.size() < made) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Counts a delivery as unfinished again, before it is redriven. */
    synchronized void reopen(DeliveryId delivery) {
        finished.remove(delivery);
    }

    @Override
    public synchronized void published(Event event) {
        published++;
    }

    @Override
    public synchronized void routed(Event event, int deliveries) {
        routed++;
        made += deliveries;
        notifyAll();
    }

    @Override
    public void delivered(DeliveryReport report) {
        finish(report.deliveryId());
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        finish(report.deliveryId());
    }

    private synchronized void finish(DeliveryId delivery) {
        finished.add(delivery);
        notifyAll();
    }
}
