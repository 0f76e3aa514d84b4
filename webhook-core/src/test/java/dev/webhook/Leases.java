package dev.webhook;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** Every lease that the queue ever gave, as seen from outside, and the invariants of leases. For one thread at a time. */
final class Leases {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final Findings findings;
    private final Map<LeaseToken, Held> all = new HashMap<>();
    private final Map<DeliveryId, Held> latest = new HashMap<>();
    private final Set<DeliveryId> lost = new HashSet<>();
    private final Map<EndpointId, List<Held>> open = new HashMap<>();
    private final Map<EndpointId, LaneLimits> limits = new HashMap<>();
    private final Map<EndpointId, List<Instant>> charged = new HashMap<>();

    /** A lease, and what became of it. */
    static final class Held {

        final Lease lease;
        final Instant at;
        final Instant end;
        final OptionalInt rate;
        boolean sent;
        private boolean settled;
        private boolean wiped;

        Held(Lease lease, Instant at, Instant end, OptionalInt rate) {
            this.lease = lease;
            this.at = at;
            this.end = end;
            this.rate = rate;
        }

        boolean isLiveAt(Instant now) {
            return !settled && !wiped && end.isAfter(now);
        }

        boolean wiped() {
            return wiped;
        }

        @Override
        public String toString() {
            return "lease " + lease.token().value() + " of " + lease.deliveryId() + " from " + at + " to " + end
                    + (settled ? ", settled" : "") + (wiped ? ", wiped" : "");
        }
    }

    Leases(Findings findings) {
        this.findings = findings;
    }

    /** The queue was told the limits of a lane. */
    void limited(EndpointId lane, LaneLimits newer) {
        limits.merge(lane, newer, (known, told) -> told.version() > known.version() ? told : known);
    }

    /** @param cap the most that the endpoint allowed in flight at any time */
    void claimed(Instant now, Lease lease, Duration length, int cap) {
        OptionalInt rate = Objects.requireNonNull(limits.get(lease.lane())).ratePerMinute();
        Held held = new Held(lease, now, now.plus(length), rate);
        Held before = latest.put(lease.deliveryId(), held);
        findings.check(
                Invariant.I5,
                before == null || !before.isLiveAt(now),
                () -> held + " was given though there is " + before);
        findings.check(
                Invariant.I5,
                all.put(lease.token(), held) == null,
                () -> "token " + lease.token() + " was given twice, at last for " + lease.deliveryId());
        if (before != null && !before.settled) {
            lost.add(lease.deliveryId());
        }
        List<Held> lane = open.computeIfAbsent(lease.lane(), id -> new ArrayList<>());
        lane.removeIf(other -> !other.isLiveAt(now));
        lane.add(held);
        findings.check(
                Invariant.I12,
                lane.size() <= cap,
                () -> lane.size() + " leases of endpoint " + lease.lane() + " are live, its cap is " + cap + ": "
                        + lane);
    }

    /** @param late whether the queue said that it came too late */
    void settled(Settlement settlement, boolean late) {
        Held held = of(settlement.lease());
        boolean counts = held.equals(latest.get(held.lease.deliveryId())) && !held.settled && !held.wiped;
        findings.check(
                Invariant.I5,
                late != counts,
                () -> settlement.getClass().getSimpleName() + " of " + held + (late ? " was refused" : " counted")
                        + ", the latest is " + latest.get(held.lease.deliveryId()));
        held.settled |= !late;
    }

    /** A request was sent under the lease. */
    void sent(Held held) {
        findings.check(Invariant.I8, !held.sent, () -> "a second request was sent under " + held);
        held.sent = true;
        if (held.rate.isPresent()) {
            List<Instant> times = charged.computeIfAbsent(held.lease.lane(), id -> new ArrayList<>());
            times.add(held.at);
            times.sort(null);
            checkRate(held.lease.lane(), times, held.rate.getAsInt());
        }
    }

    private void checkRate(EndpointId lane, List<Instant> times, int most) {
        for (int first = 0; first + most < times.size(); first++) {
            Instant from = times.get(first);
            Instant next = times.get(first + most);
            findings.check(
                    Invariant.I11,
                    !next.isBefore(from.plus(MINUTE)),
                    () -> most + 1 + " attempts to " + lane + " were claimed from " + from + " to " + next + ", " + most
                            + " a minute are allowed");
        }
        findings.check(Invariant.I11, true, () -> "");
    }

    boolean anyEndsBy(Instant then) {
        return open.values().stream()
                .flatMap(List::stream)
                .anyMatch(held -> !held.settled && !held.wiped && !held.end.isAfter(then));
    }

    /** Where nothing fails, no lease runs out. */
    void checkNoneLost() {
        findings.check(Invariant.I5, lost.isEmpty(), () -> "leases were lost though nothing failed, of " + lost);
    }

    void wiped() {
        latest.values().forEach(held -> held.wiped = true);
    }

    /** Tells whether a lease of the delivery ran out or was wiped, so that two nodes may have had it at a time. */
    boolean isLost(DeliveryId delivery, Instant now) {
        Held last = latest.get(delivery);
        return lost.contains(delivery) || (last != null && !last.settled && (last.wiped || !last.end.isAfter(now)));
    }

    Held of(Lease lease) {
        return Objects.requireNonNull(all.get(lease.token()), () -> lease + " was never given");
    }
}
