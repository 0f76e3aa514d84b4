package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.http.HttpRequest;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every request that was sent, as the receivers saw it, and the invariants of requests. For one thread at a time. */
final class Requests {

    /** What must be left of a lease beyond the timeout. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Findings findings;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<LeaseToken, Sent> byToken = new HashMap<>();
    private final Map<Message, byte[]> bodies = new HashMap<>();
    private final Set<UUID> recorded = new HashSet<>();

    private record Message(@Nullable String id, EndpointId endpoint) {}

    /** A request, and what is known of it. */
    static final class Sent {

        final Leases.Held held;
        final BooleanSupplier crashed;

        /** What the receiver answered, whoever heard it; 0 if nothing reached it. */
        int status;

        private boolean onRecord;
        private boolean superseded;

        Sent(Leases.Held held, BooleanSupplier crashed) {
            this.held = held;
            this.crashed = crashed;
        }
    }

    /**
     * How an attempt began.
     *
     * @param at when, by the storage's clock
     * @param nodeTime when, by the node's
     * @param held under which lease
     * @param admission what the circuit breaker had said, or null if its answer was lost
     * @param deliveries the delivery as it is in the store, or, if a lease of it was lost, as it was during the last second
     * @param lately the endpoint as it was stored during the last second, and while the attempt was held up
     * @param ever the endpoint in all versions that it ever had
     * @param request what was sent
     * @param crashed tells, then and later, whether the node has crashed
     */
    record Start(
            Instant at,
            Instant nodeTime,
            Leases.Held held,
            @Nullable CircuitAdmission admission,
            List<Delivery> deliveries,
            List<Endpoint> lately,
            List<Endpoint> ever,
            HttpRequest request,
            BooleanSupplier crashed) {}

    Requests(Findings findings) {
        this.findings = findings;
    }

    Sent began(Start start) {
        checkTime(start);
        checkEndpoint(start);
        checkBody(start);
        findings.check(
                Invariant.I10,
                !(start.admission() instanceof CircuitAdmission.Refused),
                () -> "the circuit refused what was sent under " + start.held());
        Sent one = new Sent(start.held(), start.crashed());
        sent.add(one);
        byToken.put(start.held().lease.token(), one);
        return one;
    }

    private void checkTime(Start start) {
        Leases.Held held = start.held();
        Duration left = Duration.between(start.at(), held.end);
        findings.check(
                Invariant.I5,
                held.wiped() || left.compareTo(start.request().timeout().plus(MARGIN)) >= 0,
                () -> "an attempt of " + start.request().timeout() + " began when " + left + " were left of " + held);
        findings.check(
                Invariant.I7,
                start.deliveries().stream()
                        .map(Delivery::nextAttemptAt)
                        .anyMatch(due -> due != null && !due.isAfter(start.at())),
                () -> "an attempt began at " + start.at() + " under " + held + " of " + start.deliveries());
    }

    private void checkEndpoint(Start start) {
        findings.check(
                Invariant.I7,
                start.lately().stream()
                        .anyMatch(endpoint ->
                                endpoint.takesDeliveries() && endpoint.state().status() == EndpointStatus.ACTIVE),
                () -> "an attempt began at " + start.at() + " though the endpoint was "
                        + start.lately().stream().map(Endpoint::state).toList() + ", under " + start.held());
        Set<SigningKey> now = keys(start.lately());
        Set<Object> ids = now.stream().map(SigningKey::id).collect(Collectors.toSet());
        keys(start.ever()).stream()
                .filter(key -> !ids.contains(key.id()))
                .forEach(revoked -> findings.check(
                        Invariant.I7,
                        !verifies(start, List.of(revoked)),
                        () -> "revoked key " + revoked.id() + " signed at " + start.at() + " under " + start.held()));
        List<SigningKey> lasting =
                now.stream().filter(key -> key.expiresAt() == null).toList();
        findings.check(
                Invariant.I9,
                !lasting.isEmpty() && verifies(start, lasting),
                () -> "the signature under " + start.held() + " doesn't verify by any of " + lasting);
    }

    private static Set<SigningKey> keys(List<Endpoint> versions) {
        return versions.stream()
                .flatMap(endpoint -> endpoint.signingKeys().stream())
                .collect(Collectors.toSet());
    }

    private static boolean verifies(Start start, List<SigningKey> keys) {
        String[] secrets =
                keys.stream().map(key -> key.secret().reveal()).distinct().toArray(String[]::new);
        try {
            return start.deliveries()
                    .get(0)
                    .messageId()
                    .equals(WebhookVerifier.standard(secrets)
                            .withClock(start::nodeTime)
                            .verify(start.request().headers(), start.request().body())
                            .id());
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private void checkBody(Start start) {
        byte[] body = start.request().body();
        Endpoint endpoint = start.ever().get(0);
        Message message = new Message(start.request().headers().get("webhook-id"), endpoint.id());
        byte[] first = bodies.putIfAbsent(message, body);
        findings.check(
                Invariant.I9,
                first == null || Arrays.equals(first, body),
                () -> "the body of " + message + " was another before, under " + start.held());
        String text = new String(body, StandardCharsets.UTF_8);
        findings.check(
                Invariant.I15,
                text.contains("\"user\":" + endpoint.userId() + ",") || text.contains("\"user\":0,"),
                () -> "user " + endpoint.userId() + "'s endpoint " + endpoint.id() + " got " + text);
    }

    /**
     * @param before the delivery before the record
     * @param after the same after it
     * @param lost whether a lease of the delivery was lost, so that somebody else could have had it
     */
    void recorded(OutcomeRecord record, Recording.Result result, Delivery before, Delivery after, boolean lost) {
        Sent one = record.attempt() == null || record.lease() == null ? null : sentUnder(record);
        if (result == Recording.Result.RECORDED) {
            findings.check(
                    Invariant.I5,
                    recorded.add(record.outcomeId()),
                    () -> "outcome " + record.outcomeId() + " of " + before.id() + " was recorded twice");
        } else {
            findings.check(
                    Invariant.I5,
                    before.equals(after),
                    () -> "a record that is " + result + " changed " + before + " to " + after);
        }
        if (one == null) {
            return;
        }
        if (result == Recording.Result.SUPERSEDED) {
            one.superseded = true;
            findings.check(
                    Invariant.I8,
                    lost,
                    () -> "an outcome was superseded though nobody else could have had " + one.held);
        } else {
            one.onRecord = true;
        }
    }

    private Sent sentUnder(OutcomeRecord record) {
        Sent one = byToken.get(Objects.requireNonNull(record.lease()).token());
        findings.check(
                Invariant.I8,
                one != null,
                () -> "an attempt of " + record.deliveryId() + " that was never sent has ended");
        return Objects.requireNonNull(one);
    }

    /** Tells whether the receiver took a delivery. */
    boolean isTaken(DeliveryId delivery) {
        return sent.stream()
                .anyMatch(one -> one.held.lease.deliveryId().equals(delivery) && one.status >= 200 && one.status < 300);
    }

    /**
     * Checks what must hold when nothing is under way any more.
     *
     * @param faultless whether no lease can have been lost, nor a node
     */
    void atEnd(boolean faultless) {
        for (Sent one : sent) {
            findings.check(
                    Invariant.I8,
                    one.onRecord || (!faultless && (one.superseded || one.crashed.getAsBoolean())),
                    () -> "a request is neither on record nor lost, under " + one.held);
        }
    }
}
