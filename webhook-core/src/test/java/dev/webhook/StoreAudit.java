package dev.webhook;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.StoredEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The invariants of what is stored, against what was asked for. For one thread at a time. */
final class StoreAudit {

    private final Findings findings;
    private final Predicate<DeliveryId> taken;
    private final Map<DeliveryId, Delivery> known = new HashMap<>();
    private final Set<DeliveryId> redriven = new HashSet<>();
    private final Map<Target, int[]> wanted = new HashMap<>();
    private final Map<Target, Integer> made = new HashMap<>();
    private final Map<Integer, Publishing> published = new TreeMap<>();

    private record Target(EventId event, EndpointId endpoint) {}

    /** What is known of a publication; the event of one that failed may be stored or not. */
    private enum Publishing {
        STORED,
        UNKNOWN,
        REFUSED
    }

    /** @param taken tells whether the receiver took a delivery */
    StoreAudit(Findings findings, Predicate<DeliveryId> taken) {
        this.findings = findings;
        this.taken = taken;
    }

    void published(int number) {
        published.put(number, Publishing.STORED);
    }

    void perhapsPublished(int number) {
        published.putIfAbsent(number, Publishing.UNKNOWN);
    }

    void refused(int number) {
        published.putIfAbsent(number, Publishing.REFUSED);
    }

    /** The event was fanned out when these endpoints matched it. */
    void routed(EventId event, Set<EndpointId> matching) {
        matching.forEach(endpoint -> want(event, endpoint, true));
    }

    /** A replay makes a delivery, or, if its call failed, may have made it. */
    void replayed(EventId event, EndpointId endpoint, boolean surely) {
        want(event, endpoint, surely);
    }

    private void want(EventId event, EndpointId endpoint, boolean surely) {
        wanted.computeIfAbsent(new Target(event, endpoint), target -> new int[2])[surely ? 0 : 1]++;
    }

    void redriven(DeliveryId delivery) {
        redriven.add(delivery);
    }

    /** Looks at a delivery that may have changed, and at its attempts. */
    void look(Delivery delivery, List<Attempt> attempts) {
        Delivery before = known.put(delivery.id(), delivery);
        if (delivery.equals(before)) {
            return;
        }
        if (before == null) {
            made.merge(new Target(delivery.eventId(), delivery.endpointId()), 1, Integer::sum);
        }
        checkStatus(before, delivery);
        findings.check(
                Invariant.I3,
                delivery.status() != DeliveryStatus.SUCCESS || taken.test(delivery.id()),
                () -> delivery.id() + " is delivered, but its receiver never answered 2xx");
        checkNumbers(delivery, attempts);
    }

    private void checkStatus(@Nullable Delivery before, Delivery delivery) {
        boolean again = redriven.remove(delivery.id());
        DeliveryStatus was = before == null ? DeliveryStatus.PENDING : before.status();
        findings.check(
                Invariant.I2,
                !was.finished() || was == delivery.status() || (was == DeliveryStatus.FAILED && again),
                () -> delivery.id() + " was " + was + " and is " + delivery.status());
    }

    private void checkNumbers(Delivery delivery, List<Attempt> attempts) {
        for (int i = 0; i < attempts.size(); i++) {
            int number = attempts.get(i).number();
            int wants = i + 1;
            findings.check(
                    Invariant.I4,
                    number == wants && number <= delivery.attemptLimit(),
                    () -> "attempt " + wants + " of " + delivery.id() + " has number " + number + ", the limit is "
                            + delivery.attemptLimit());
        }
    }

    /** What a lane holds when nothing is leased and all is reconciled: at least what is unfinished, and at the end that only. */
    void checkLane(EndpointId endpoint, long queued, boolean exactly) {
        long unfinished = known.values().stream()
                .filter(delivery -> delivery.endpointId().equals(endpoint)
                        && !delivery.status().finished())
                .count();
        findings.check(
                Invariant.I6,
                exactly ? queued == unfinished : queued >= unfinished,
                () -> "endpoint " + endpoint + " has " + unfinished + " unfinished deliveries, and its lane holds "
                        + queued);
    }

    long unfinished() {
        return known.values().stream()
                .filter(delivery -> !delivery.status().finished())
                .count();
    }

    /** Checks what must hold when all is finished. */
    void atEnd(List<StoredEvent> events, List<DeadLetter> letters) {
        Map<Integer, Integer> stored = new HashMap<>();
        for (StoredEvent event : events) {
            stored.merge(number(event), 1, Integer::sum);
            findings.check(
                    Invariant.I1,
                    event.processedAt() != null && event.routingError() == null,
                    () -> event.event().id() + " was never fanned out: " + event.routingError());
        }
        published.forEach((number, publishing) -> checkPublished(number, publishing, stored.getOrDefault(number, 0)));
        Set<Target> targets = new HashSet<>(wanted.keySet());
        targets.addAll(made.keySet());
        for (Target target : targets) {
            int[] least = wanted.getOrDefault(target, new int[2]);
            int count = made.getOrDefault(target, 0);
            findings.check(
                    Invariant.I1,
                    count >= least[0] && count <= least[0] + least[1],
                    () -> target + " has " + count + " deliveries, not " + least[0] + " to " + (least[0] + least[1]));
        }
        known.values().forEach(delivery -> checkEnded(delivery, letters));
    }

    private void checkPublished(int number, Publishing publishing, int events) {
        findings.check(
                Invariant.I1,
                publishing == Publishing.UNKNOWN ? events <= 1 : events == (publishing == Publishing.STORED ? 1 : 0),
                () -> "event number " + number + " is " + publishing + " and stored " + events + " times");
    }

    private static int number(StoredEvent event) {
        String text = event.event().data().text();
        return Integer.parseInt(text.substring(text.indexOf("\"n\":") + 4, text.indexOf('}')));
    }

    private void checkEnded(Delivery delivery, List<DeadLetter> letters) {
        long pending = letters.stream()
                .filter(letter ->
                        letter.deliveryId().equals(delivery.id()) && letter.status() != DeadLetterStatus.RESOLVED)
                .count();
        findings.check(
                Invariant.I2,
                delivery.status().finished() && pending == (delivery.status() == DeliveryStatus.FAILED ? 1 : 0),
                () -> delivery.id() + " is " + delivery.status() + " and has " + pending + " open dead letters");
    }
}
