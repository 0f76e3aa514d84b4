package dev.webhook;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.HttpRequest;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each invariant of the simulation, broken on purpose. */
class InvariantsTest {

    private static final Instant NOW = TestClock.START;
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Findings findings = new Findings();
    private final Leases leases = new Leases(findings);
    private final Requests requests = new Requests(findings);
    private final CircuitModel circuits = new CircuitModel(findings, LEASE);
    private final StoreAudit store = new StoreAudit(findings, requests::isTaken);

    private final Rig rig = new Rig();
    private final Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofSeconds(5), 1));
    private final List<Delivery> sending = new ArrayList<>();
    private final EventId event;
    private final HttpRequest request;
    private final Delivery delivered;
    private int tokens;

    InvariantsTest() {
        rig.replies.reply(sent -> {
            sending.addAll(rig.dispatcher
                    .deliveries()
                    .list(DeliveryQuery.all(), PageRequest.first(1))
                    .items());
            return Replies.status(200).to(sent);
        });
        event = rig.dispatcher.publish(
                NewEvent.forUser(Rig.USER, "order.created").json("{\"user\":42,\"n\":1}"));
        rig.run();
        request = rig.replies.last().request();
        delivered = rig.delivery(event);
        leases.limited(endpoint.id(), new LaneLimits(1, OptionalInt.of(1), 1));
    }

    @Test
    void i1AnEventWithoutItsDelivery() {
        store.routed(event, Set.of(endpoint.id()));

        breaks(Invariant.I1, () -> store.atEnd(List.of(rig.stored(event)), List.of()));
    }

    @Test
    void i1ADeliveryThatNobodyWanted() {
        store.look(failed(), List.of());

        breaks(Invariant.I1, () -> store.atEnd(List.of(), List.of()));
    }

    @Test
    void i1AnEventThatIsLost() {
        store.published(2);

        breaks(Invariant.I1, () -> store.atEnd(List.of(rig.stored(event)), List.of()));
    }

    @Test
    void i2ADeliveryThatEndsTwice() {
        store.look(failed(), List.of());

        breaks(Invariant.I2, () -> store.look(delivery(), List.of()));
    }

    @Test
    void i2ADeliveryThatNeverEnds() {
        store.routed(event, Set.of(endpoint.id()));
        store.look(delivery(), List.of());

        breaks(Invariant.I2, () -> store.atEnd(List.of(rig.stored(event)), List.of()));
    }

    @Test
    void i3ASuccessThatNoReceiverKnowsOf() {
        breaks(Invariant.I3, () -> store.look(delivered, attempts()));
    }

    @Test
    void i4ASecondAttemptOfTheSameNumber() {
        Attempt first = attempts().get(0);

        breaks(Invariant.I4, () -> store.look(delivery(), List.of(first, first)));
    }

    @Test
    void i5ASecondLease() {
        claim(NOW, 9);

        breaks(Invariant.I5, () -> claim(NOW.plusSeconds(59), 9));
    }

    @Test
    void i5ALateSettlementThatCounts() {
        Lease late = claim(NOW, 9).lease;
        claim(NOW.plus(LEASE), 9);

        breaks(Invariant.I5, () -> leases.settled(new Settlement.Complete(late, LaneSpeed.UNKNOWN), false));
    }

    @Test
    void i5AnAttemptThatBeginsTooLateInItsLease() {
        breaks(Invariant.I5, () -> begin(claim(NOW, 9), NOW.plusSeconds(40), List.of(delivery())));
    }

    @Test
    void i5ALateWorkersRecordThatChangesSomething() {
        OutcomeRecord record = ended(claim(NOW, 9).lease);

        breaks(Invariant.I5, () -> requests.recorded(record, Recording.Result.SUPERSEDED, delivery(), delivered, true));
    }

    @Test
    void i5ALeaseThatRunsOutThoughNothingFailed() {
        claim(NOW, 9);
        claim(NOW.plus(LEASE), 9);

        breaks(Invariant.I5, leases::checkNoneLost);
    }

    @Test
    void i6AQueueThatLacksADelivery() {
        store.look(delivery(), List.of());

        breaks(Invariant.I6, () -> store.checkLane(endpoint.id(), 0, false));
    }

    @Test
    void i6AQueueThatHoldsWhatIsFinished() {
        store.look(failed(), List.of());

        breaks(Invariant.I6, () -> store.checkLane(endpoint.id(), 1, true));
    }

    @Test
    void i7AnAttemptBeforeItIsDue() {
        breaks(Invariant.I7, () -> begin(claim(NOW.minusSeconds(1), 9), NOW.minusSeconds(1), List.of(delivery())));
    }

    @Test
    void i7AnAttemptAfterTheEnd() {
        breaks(Invariant.I7, () -> begin(claim(NOW, 9), NOW, List.of(delivered)));
    }

    @Test
    void i7AnAttemptToAPausedEndpoint() {
        List<Endpoint> paused = List.of(endpoint.withState(EndpointState.PAUSED));

        breaks(Invariant.I7, () -> begin(claim(NOW, 9), null, paused, List.of(endpoint), request));
    }

    @Test
    void i7ARevokedKeyThatSigns() {
        rig.dispatcher
                .endpoints()
                .rotateSecret(
                        endpoint.id(), SigningScheme.STANDARD, Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        Endpoint revoked = rig.dispatcher
                .endpoints()
                .revokeSecret(endpoint.id(), endpoint.signingKeys().get(0).id());

        breaks(Invariant.I7, () -> begin(claim(NOW, 9), null, List.of(revoked), List.of(endpoint, revoked), request));
    }

    @Test
    void i8ASecondRequestUnderALease() {
        Leases.Held held = claim(NOW, 9);
        leases.sent(held);

        breaks(Invariant.I8, () -> leases.sent(held));
    }

    @Test
    void i8ARequestThatIsForgotten() {
        begin(claim(NOW, 9), NOW, List.of(delivery()));

        breaks(Invariant.I8, () -> requests.atEnd(false));
    }

    @Test
    void i9ASignatureOverAnotherBody() {
        HttpRequest forged = request("{\"user\":42,\"n\":2}");

        breaks(Invariant.I9, () -> begin(claim(NOW, 9), null, List.of(endpoint), List.of(endpoint), forged));
    }

    @Test
    void i10ASecondProbe() {
        circuits.answered(NOW, endpoint.id(), new CircuitAdmission.Probe(1, new UUID(0, 1)));

        breaks(
                Invariant.I10,
                () -> circuits.answered(
                        NOW.plusSeconds(59), endpoint.id(), new CircuitAdmission.Probe(1, new UUID(0, 2))));
    }

    @Test
    void i10AnOpenCircuitThatAdmits() {
        circuits.reported(
                NOW, endpoint.id(), new CircuitAdmission.Admitted(0), CircuitTransition.opened(Duration.ofSeconds(9)));

        breaks(
                Invariant.I10,
                () -> circuits.answered(NOW.plusSeconds(8), endpoint.id(), new CircuitAdmission.Admitted(1)));
    }

    @Test
    void i10ARequestThatTheCircuitRefused() {
        CircuitAdmission refused = new CircuitAdmission.Refused(Duration.ofSeconds(1));

        breaks(Invariant.I10, () -> begin(claim(NOW, 9), refused, List.of(endpoint), List.of(endpoint), request));
    }

    @Test
    void i11MoreAttemptsThanTheRate() {
        leases.sent(claim(NOW, 9));
        Leases.Held second = claim(NOW.plus(LEASE).minusMillis(1), 9, "another");

        breaks(Invariant.I11, () -> leases.sent(second));
    }

    @Test
    void i12MoreInFlightThanTheCap() {
        claim(NOW, 1);

        breaks(Invariant.I12, () -> claim(NOW, 1, "another"));
    }

    @Test
    void i15AnotherTenantsData() {
        List<Endpoint> others = List.of(new Endpoint(
                endpoint.id(),
                7,
                endpoint.settings(),
                endpoint.signingKeys(),
                endpoint.subscriptions(),
                endpoint.state(),
                endpoint.health(),
                endpoint.version(),
                endpoint.createdAt(),
                endpoint.updatedAt()));

        breaks(Invariant.I15, () -> begin(claim(NOW, 9), null, others, others, request));
    }

    @Test
    void nothingBreaksWhereAllIsWell() {
        Leases.Held held = claim(NOW, 1);
        leases.sent(held);
        Requests.Sent sent = begin(held, NOW, List.of(delivery()));
        sent.status = 200;
        store.published(1);
        store.routed(event, Set.of(endpoint.id()));
        store.look(delivery(), List.of());
        store.look(delivered, attempts());

        store.atEnd(List.of(rig.stored(event)), List.of());
        store.checkLane(endpoint.id(), 0, true);
    }

    private static void breaks(Invariant invariant, ThrowingCallable what) {
        assertThatExceptionOfType(Findings.Violation.class)
                .isThrownBy(what)
                .withMessageStartingWith(invariant.name() + " (");
    }

    private Leases.Held claim(Instant at, int cap) {
        return claim(at, cap, null);
    }

    private Leases.Held claim(Instant at, int cap, @Nullable String another) {
        Lease lease = new Lease(
                another == null ? delivered.id() : DeliveryId.at(NOW),
                endpoint.id(),
                new LeaseToken("epoch", Integer.toString(++tokens)),
                0,
                false);
        leases.claimed(at, lease, LEASE, cap);
        return leases.of(lease);
    }

    private Requests.Sent begin(Leases.Held held, Instant at, List<Delivery> deliveries) {
        return requests.began(new Requests.Start(
                at, NOW, held, null, deliveries, List.of(endpoint), List.of(endpoint), request, () -> false));
    }

    private Requests.Sent begin(
            Leases.Held held,
            @Nullable CircuitAdmission admission,
            List<Endpoint> lately,
            List<Endpoint> ever,
            HttpRequest sent) {
        return requests.began(
                new Requests.Start(NOW, NOW, held, admission, List.of(delivery()), lately, ever, sent, () -> false));
    }

    private HttpRequest request(String body) {
        return HttpRequest.to(request.url())
                .headers(request.headers())
                .body(body.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Returns the delivery as it was while it was sent. */
    private Delivery delivery() {
        return sending.get(0);
    }

    private Delivery failed() {
        return new Delivery(
                delivered.id(),
                delivered.endpointId(),
                delivered.eventId(),
                delivered.messageId(),
                DeliveryStatus.FAILED,
                1,
                2,
                delivered.requestUrl(),
                delivered.payloadFormat(),
                null,
                delivered.expiresAt(),
                null,
                null,
                null,
                NOW);
    }

    private List<Attempt> attempts() {
        return rig.dispatcher.deliveries().attempts(delivered.id());
    }

    private OutcomeRecord ended(Lease lease) {
        return new OutcomeRecord(
                new UUID(0, 1),
                delivered.id(),
                lease,
                1,
                null,
                new Decision.GiveUp(FailureReason.DISABLED),
                EndpointEffect.NONE);
    }
}
