package dev.webhook;

import dev.webhook.delivery.Decision;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.retention.HousekeepingReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A listener that writes down what it hears, in order. For one thread at a time. */
final class News implements WebhookListener {

    private final List<String> heard = new ArrayList<>();
    private final List<DeliveryReport> reports = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    List<String> heard() {
        return List.copyOf(heard);
    }

    /** Returns what was heard of {@code kind}, in order. */
    List<String> heard(String kind) {
        return heard.stream().filter(news -> news.startsWith(kind)).toList();
    }

    List<DeliveryReport> reports() {
        return List.copyOf(reports);
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    void forget() {
        heard.clear();
        reports.clear();
        threads.clear();
    }

    private void hear(String news) {
        heard.add(news);
        threads.add(Thread.currentThread());
    }

    @Override
    public void published(Event event) {
        hear("published " + event.type());
    }

    @Override
    public void routed(Event event, int deliveries) {
        hear("routed " + deliveries);
    }

    @Override
    public void routingFailed(Event event, String error) {
        hear("routingFailed " + event.type());
    }

    @Override
    public void attempted(DeliveryReport report) {
        reports.add(report);
        hear("attempted " + (report.attempt() == null ? "?" : report.attempt().number()));
    }

    @Override
    public void delivered(DeliveryReport report) {
        hear("delivered");
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        hear("deadLettered "
                + (report.decision() instanceof Decision.GiveUp end
                        ? end.reason().id()
                        : "?"));
    }

    @Override
    public void circuitOpened(EndpointId endpoint, Duration openFor) {
        hear("circuitOpened " + openFor);
    }

    @Override
    public void circuitClosed(EndpointId endpoint) {
        hear("circuitClosed");
    }

    @Override
    public void endpointDisabled(Endpoint endpoint, DisableReason reason) {
        hear("endpointDisabled " + reason);
    }

    @Override
    public void overloaded(Duration time) {
        hear("overloaded " + time);
    }

    @Override
    public void housekept(HousekeepingReport report) {
        hear("housekept " + report.made());
    }

    @Override
    public void housekeepingProgressed(String partition, long rows) {
        hear("housekeepingProgressed " + partition + " " + rows);
    }
}
