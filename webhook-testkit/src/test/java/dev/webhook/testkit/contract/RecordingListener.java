package dev.webhook.testkit.contract;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.retention.HousekeepingReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what it is told, by method. Thread-safe. */
final class RecordingListener implements WebhookListener {

    private final Map<String, LongAdder> heard = new ConcurrentHashMap<>();

    long heard(String method) {
        return heard.getOrDefault(method, new LongAdder()).sum();
    }

    private void hear(String method) {
        heard.computeIfAbsent(method, first -> new LongAdder()).increment();
    }

    @Override
    public void published(Event event) {
        hear("published");
    }

    @Override
    public void routed(Event event, int deliveries) {
        hear("routed");
    }

    @Override
    public void routingFailed(Event event, String error) {
        hear("routingFailed");
    }

    @Override
    public void attempted(DeliveryReport report) {
        hear("attempted");
    }

    @Override
    public void delivered(DeliveryReport report) {
        hear("delivered");
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        hear("deadLettered");
    }

    @Override
    public void circuitOpened(EndpointId endpoint, Duration openFor) {
        hear("circuitOpened");
    }

    @Override
    public void circuitClosed(EndpointId endpoint) {
        hear("circuitClosed");
    }

    @Override
    public void endpointDisabled(Endpoint endpoint, DisableReason reason) {
        hear("endpointDisabled");
    }

    @Override
    public void overloaded(Duration time) {
        hear("overloaded");
    }

    @Override
    public void housekept(HousekeepingReport report) {
        hear("housekept");
    }

    @Override
    public void housekeepingProgressed(String partition, long rows) {
        hear("housekeepingProgressed");
    }
}
