package dev.webhook.testkit.contract;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.Event;
import dev.webhook.event.EventType;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import dev.webhook.http.Phase;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.PartitionProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a dispatcher tells its listeners. Immutable and thread-safe.
 *
 * @param name what it is
 * @param told the call
 */
record ListenerNews(String name, Consumer<WebhookListener> told) {

    private static final Instant NOW = Instant.parse("2026-11-23T12:34:56Z");
    private static final Fixtures FIXTURES = new Fixtures(() -> NOW);
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    /** What breaks line protocols, tags, formats, queries and terminals. */
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "a,b=c d\\ \"e\"",
            "'; DROP TABLE x; --",
            "line\r\nfeed\ttab",
            "\0\u0007\u001b[31m",
            "%s%n{}${jndi:x}",
            "\u202eright to left",
            "\ud83d\udcb6 and half of \ud83d",
            "x".repeat(100_000));

    void tell(WebhookListener listener) {
        told.accept(listener);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Returns every kind of news with every kind of argument. */
    static List<ListenerNews> all() {
        List<ListenerNews> all = new ArrayList<>();
        events().forEach((name, event) -> {
            all.add(new ListenerNews("published " + name, listener -> listener.published(event)));
            all.add(new ListenerNews("routed to nobody " + name, listener -> listener.routed(event, 0)));
            all.add(new ListenerNews("routed " + name, listener -> listener.routed(event, Integer.MAX_VALUE)));
        });
        for (int i = 0; i < HOSTILE.size(); i++) {
            String error = HOSTILE.get(i);
            Event event = FIXTURES.event();
            all.add(new ListenerNews("routingFailed " + i, listener -> listener.routingFailed(event, error)));
        }
        reports().forEach((name, report) -> {
            all.add(new ListenerNews("attempted " + name, listener -> listener.attempted(report)));
            if (report.decision() instanceof Decision.Succeed) {
                all.add(new ListenerNews("delivered " + name, listener -> listener.delivered(report)));
            } else if (report.decision() instanceof Decision.GiveUp) {
                all.add(new ListenerNews("deadLettered " + name, listener -> listener.deadLettered(report)));
            }
        });
        all.addAll(endpointNews());
        all.addAll(housekeepingNews());
        return all;
    }

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("of a user", FIXTURES.event());
        events.put("to everybody", FIXTURES.event(OptionalLong.empty(), Fixtures.type(), "{}"));
        events.put("of the longest type", FIXTURES.event(OptionalLong.of(0), new EventType("x".repeat(255)), "null"));
        events.put(
                "with much data", FIXTURES.event(OptionalLong.of(-1), Fixtures.type(), '"' + "€".repeat(80_000) + '"'));
        for (int i = 0; i < HOSTILE.size(); i++) {
            events.put("from source " + i, from(HOSTILE.get(i)));
        }
        return events;
    }

    private static Event from(String source) {
        Event plain = FIXTURES.event();
        return new Event(
                plain.id(),
                plain.type(),
                plain.data(),
                plain.userId(),
                source.substring(0, Math.min(255, source.length())),
                Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    private static Map<String, DeliveryReport> reports() {
        Map<String, DeliveryReport> reports = new LinkedHashMap<>();
        Endpoint endpoint = FIXTURES.elaborateEndpoint();
        List<Decision> decisions = new ArrayList<>(List.of(
                new Decision.Succeed(), new Decision.Retry(Duration.ZERO), new Decision.Retry(Duration.ofDays(1))));
        Stream.of(FailureReason.values()).map(Decision.GiveUp::new).forEach(decisions::add);
        for (Decision decision : decisions) {
            Outcome outcome =
                    decision instanceof Decision.Succeed ? new Outcome.Delivered(200) : new Outcome.Rejected(500, null);
            reports.put(decision.toString(), report(endpoint, attempt(1, outcome, Duration.ofMillis(3)), decision));
        }
        outcomes().forEach((name, outcome) -> {
            Decision decision = outcome.success() ? new Decision.Succeed() : new Decision.Retry(Duration.ofSeconds(10));
            reports.put(name, report(endpoint, attempt(Integer.MAX_VALUE, outcome, LONGEST), decision));
        });
        AttemptReport atOnce = attempt(1, new Outcome.Delivered(200), Duration.ZERO);
        reports.put("of an endpoint that is gone", report(null, atOnce, new Decision.Succeed()));
        reports.put("without attempt", report(endpoint, null, new Decision.GiveUp(FailureReason.POISON)));
        reports.put("without attempt and endpoint", report(null, null, new Decision.GiveUp(FailureReason.EXPIRED)));
        return reports;
    }

    private static Map<String, Outcome> outcomes() {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        outcomes.put("with status 299", new Outcome.Delivered(299));
        outcomes.put("with status 100", new Outcome.Rejected(100, null));
        outcomes.put("with status 999 and a wait", new Outcome.Rejected(999, Duration.ofHours(24)));
        for (HttpResult.Cause cause : HttpResult.Cause.values()) {
            outcomes.put("unreachable by " + cause, new Outcome.Unreachable(cause, "hooks.example.com:443: it failed"));
        }
        for (int i = 0; i < HOSTILE.size(); i++) {
            outcomes.put("unreachable with " + i, new Outcome.Unreachable(HttpResult.Cause.IO, HOSTILE.get(i)));
            outcomes.put("blocked with " + i, new Outcome.Blocked(HOSTILE.get(i)));
        }
        return outcomes;
    }

    private static DeliveryReport report(
            @Nullable Endpoint endpoint, @Nullable AttemptReport attempt, Decision decision) {
        return new DeliveryReport(DeliveryId.at(NOW), FIXTURES.event(), endpoint, attempt, decision);
    }

    /** Returns an attempt whose answer, if there was one, holds all that is hostile. */
    private static AttemptReport attempt(int number, Outcome outcome, Duration took) {
        AttemptResponse response = null;
        if (outcome instanceof Outcome.Delivered delivered) {
            response = new AttemptResponse(delivered.status(), Map.of("server", HOSTILE), null);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            response = new AttemptResponse(rejected.status(), Map.of("server", HOSTILE), String.join("", HOSTILE));
        }
        EndpointUrl url = EndpointUrl.of("https://xn--bcher-kva.example.com:8443/hooks?a=b,c%20d%22");
        return new AttemptReport(
                number,
                outcome,
                url,
                Map.of("webhook-id", "a,b=c d"),
                response,
                took,
                Map.of(Phase.ANSWER, took),
                Duration.ZERO);
    }

    private static List<ListenerNews> endpointNews() {
        List<ListenerNews> all = new ArrayList<>();
        for (Duration time : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofSeconds(30), LONGEST)) {
            EndpointId id = FIXTURES.endpoint().id();
            all.add(new ListenerNews("circuitOpened for " + time, listener -> listener.circuitOpened(id, time)));
            all.add(new ListenerNews("overloaded for " + time, listener -> listener.overloaded(time)));
        }
        EndpointId id = FIXTURES.endpoint().id();
        all.add(new ListenerNews("circuitClosed", listener -> listener.circuitClosed(id)));
        for (DisableReason reason : DisableReason.values()) {
            Endpoint endpoint = FIXTURES.elaborateEndpoint()
                    .withState(
                            reason == DisableReason.DELETED
                                    ? EndpointState.deleted(NOW)
                                    : EndpointState.disabled(reason, NOW));
            all.add(new ListenerNews(
                    "endpointDisabled " + reason, listener -> listener.endpointDisabled(endpoint, reason)));
        }
        return all;
    }

    private static List<ListenerNews> housekeepingNews() {
        HousekeepingReport full = new HousekeepingReport(
                List.of("webhook_events_2026_12_07"),
                List.of(
                        new DroppedPartition("webhook_events_2026_10_24", "webhook_events_archive"),
                        new DroppedPartition("webhook_deliveries_2026_08", null)),
                HOSTILE.stream()
                        .map(problem -> new PartitionProblem("webhook_events_2026_10_23", problem))
                        .toList(),
                Map.of("webhook_dlq", Long.MAX_VALUE));
        return List.of(
                new ListenerNews("housekept", listener -> listener.housekept(full)),
                new ListenerNews(
                        "housekept without a word", listener -> listener.housekept(HousekeepingReport.NOTHING)),
                new ListenerNews(
                        "housekeepingProgressed",
                        listener -> listener.housekeepingProgressed("webhook_events_2026_10_24", Long.MAX_VALUE)));
    }
}
