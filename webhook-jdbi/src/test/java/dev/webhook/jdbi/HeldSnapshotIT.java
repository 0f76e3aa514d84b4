package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** While a transaction of the host's holds a snapshot, what is past stays in every table, and nobody is to read it. */
@ExtendWith(PostgresExtension.class)
class HeldSnapshotIT {

    private static final LaneLimits LIMITS = new LaneLimits(10, OptionalInt.empty(), 1);
    private static final ClaimRequest CLAIM = new ClaimRequest(10, 10, 10, Duration.ofMinutes(1));

    /** How often a row was changed: at a page for a few dozen versions, all of them would take far more than is allowed. */
    private static final int CHANGES = 2_000;

    private static final int FEW_PAGES = 30;
    private static final String START = "0";

    private final TestStorage storage;
    private final Handle host;

    HeldSnapshotIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
        host = Database.jdbi(storage.dataSource()::getConnection).open();
    }

    @BeforeEach
    void hold() {
        host.begin();
        host.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        host.execute("SELECT");
    }

    @AfterEach
    void letGo() {
        host.rollback();
        host.close();
    }

    private DeliveryQueue queue() {
        return storage.storage().queue();
    }

    /** Returns how many pages a statement of a transaction reads, however the planner sees the tables. */
    private long pages(String statement, UnaryOperator<Query> bound) {
        return pages(statement, Database.settings(TimeLimits.DEFAULT), bound);
    }

    /** The same of a statement that is a transaction by itself, without settings. */
    private long pagesByItself(String statement, UnaryOperator<Query> bound) {
        return pages(statement, "", bound);
    }

    private long pages(String statement, String settings, UnaryOperator<Query> bound) {
        try (Handle handle = Database.jdbi(storage.dataSource()::getConnection).open()) {
            handle.execute("ANALYZE webhook_queue, webhook_lanes, webhook_circuits, webhook_event_inbox");
            return QueryPlan.of(handle, settings, statement, bound).pages();
        }
    }

    /** Has a lane served again and again, by a delivery that fails each time. */
    private EndpointId laneServedOften() {
        EndpointId lane = EndpointId.at(storage.now());
        queue().schedule(List.of(new ScheduledDelivery(DeliveryId.at(storage.now()), lane, Duration.ZERO, LIMITS)));
        for (int i = 0; i < CHANGES / 2; i++) {
            queue().settle(again(queue().claim(CLAIM)));
        }
        return lane;
    }

    private static List<Settlement> again(List<Lease> leases) {
        assertThat(leases).hasSize(1);
        return leases.stream()
                .map(lease -> (Settlement) new Settlement.Reschedule(lease, Duration.ZERO, LaneSpeed.FAST))
                .toList();
    }

    @Test
    void aLaneIsReadAsItIs() {
        EndpointId lane = laneServedOften();

        assertThat(pages("queue/lock_lanes", query -> query.bindArray("lanes", UUID.class, List.of(lane.value()))))
                .isLessThan(FEW_PAGES);
        assertThat(queue().lane(lane).waiting()).isOne();
    }

    @Test
    void aClaimBeginsAtTheFirstTurn() {
        laneServedOften();
        AtomicLong second = new AtomicLong();
        LaneTurns turns = new LaneTurns(() -> second.getAndAdd(TimeUnit.SECONDS.toNanos(1)));
        turns.look().saw(storage.now().minusMillis(1));

        assertThat(pages(
                        "queue/lock_turns",
                        query -> turns.look()
                                .bind(query)
                                .bind("max", 8)
                                .bind("maxSlow", 8)
                                .bind("before", Long.MAX_VALUE)
                                .bind("claims", "webhook_claims")))
                .isLessThan(FEW_PAGES);
        assertThat(pagesByItself("queue/look", query -> turns.look().bind(query).bind("slow", true)))
                .isLessThan(FEW_PAGES);
    }

    /** As by a transaction that set the turn long ago, and has only now been committed. */
    @Test
    void aTurnThatIsCommittedLateIsFound() {
        EndpointId lane = laneServedOften();
        try (Handle handle = Database.jdbi(storage.dataSource()::getConnection).open()) {
            handle.execute(
                    "UPDATE webhook_lanes SET turn = turn - interval '1 hour' WHERE webhook_id = ?", lane.value());
        }

        List<Lease> leases = List.of();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                leases.isEmpty() && System.nanoTime() < end; ) {
            leases = queue().claim(CLAIM);
        }
        assertThat(leases).hasSize(1);
    }

    @Test
    void theEndOfALeaseIsLookedForFromTheEarliestOn() {
        EndpointId lane = laneServedOften();
        OffsetDateTime first = Times.parameter(storage.now().minusMillis(1));

        assertThat(pages(
                        "queue/take_back_lost_leases",
                        query -> query.bind("now", first.plusHours(1))
                                .bindArray("lanes", UUID.class, List.of(lane.value()))
                                .bindArray("ends", OffsetDateTime.class, List.of(first.plusMinutes(1)))
                                .bind("perLane", 10)))
                .isLessThan(FEW_PAGES);
    }

    @Test
    void aCircuitIsReadAsItIs() {
        EndpointId endpoint = EndpointId.at(storage.now());
        CircuitBreaker circuits = storage.storage().circuitBreaker(CircuitPolicy.defaults());
        CircuitAdmission.Permit permit = (CircuitAdmission.Permit) circuits.admit(endpoint);
        for (int i = 0; i < CHANGES; i++) {
            circuits.report(List.of(new CircuitReport(endpoint, permit, false)));
        }
        UnaryOperator<Query> bound = query -> query.bindArray("endpoints", UUID.class, List.of(endpoint.value()));

        assertThat(pages("circuit/lock", bound)).isLessThan(FEW_PAGES);
        assertThat(pagesByItself("circuit/read", bound)).isLessThan(FEW_PAGES);
    }

    @Test
    void theInboxBeginsAtTheFirstEvent() {
        try (Handle handle = Database.jdbi(storage.dataSource()::getConnection).open()) {
            for (int i = 0; i < CHANGES; i++) {
                Rows.inbox(handle, Rows.event(handle, storage.now()));
            }
        }
        EventInbox inbox = storage.storage().inbox();
        for (int i = 0; i < CHANGES; i += 500) {
            assertThat(inbox.route(500, HeldSnapshotIT::toNobody).routed()).hasSize(500);
        }
        InboxStart start = new InboxStart(System::nanoTime);
        assertThat(looked(start)).isFalse();

        assertThat(pages("inbox/take", taking(START)))
                .isGreaterThan(5 * pages("inbox/take", taking(start.from())))
                .isGreaterThan(5 * pagesByItself("inbox/look", query -> query.bind("from", start.from())));
    }

    private static UnaryOperator<Query> taking(String from) {
        return query -> query.bind("from", from).bind("max", 500);
    }

    private static List<FannedOut> toNobody(List<InboxEvent> events, long version) {
        return events.stream()
                .map(one -> new FannedOut(one.event(), List.of(), null, null))
                .toList();
    }

    private boolean looked(InboxStart start) {
        Database database = new Database(storage.dataSource(), "public");
        return database.read(handle -> database.query(handle, "inbox/look")
                .bind("from", start.from())
                .map((row, context) -> start.saw(row))
                .one());
    }
}
