package dev.webhook.influxdb;

import dev.webhook.DeliveryReport;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Outcome;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a dispatcher tells of an attempt. */
final class Reports {

    private static final Instant NOW = Instant.parse("2026-11-23T12:34:56Z");

    private Reports() {}

    static DeliveryReport attempt(int number, Outcome outcome, Duration took) {
        return attempt("example.com", number, outcome, took);
    }

    static DeliveryReport attempt(String host, int number, Outcome outcome, Duration took) {
        EndpointUrl url = EndpointUrl.of("https://" + host + "/hooks");
        AttemptReport attempt = new AttemptReport(number, outcome, url, Map.of(), null, took, Map.of(), Duration.ZERO);
        return of(attempt, outcome.success() ? new Decision.Succeed() : new Decision.Retry(Duration.ofSeconds(10)));
    }

    static DeliveryReport of(@Nullable AttemptReport attempt, Decision decision) {
        Event event = new Event(
                EventId.at(NOW),
                new EventType("order.created"),
                EventData.of("{}"),
                OptionalLong.of(42),
                null,
                Map.of());
        return new DeliveryReport(DeliveryId.at(NOW), event, null, attempt, decision);
    }
}
