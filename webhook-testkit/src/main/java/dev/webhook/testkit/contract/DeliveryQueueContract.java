package dev.webhook.testkit.contract;

import dev.webhook.delivery.DeliveryQueue;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link DeliveryQueue} must do.
 *
 * <p>The queue must be empty when a test begins and belong to that test alone until it ends: give each test a key prefix
 * or schema of its own, or empty the tables before it. Times are coarse, so that a queue whose clock goes on by itself
 * passes if no test takes longer than a minute.
 */
public abstract class DeliveryQueueContract {

    /** Returns the queue under test, the same for the whole of a test. */
    protected abstract DeliveryQueue queue();

    /** Moves the queue's clock on by {@code time}, by at least a microsecond. */
    protected abstract void advance(Duration time);

    /** Returns what the queue's clock says. */
    protected abstract Instant now();

    @Nested
    class Schedule extends ScheduleRules {
        Schedule() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class Claim extends ClaimRules {
        Claim() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class Turns extends TurnRules {
        Turns() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class Settle extends SettleRules {
        Settle() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class LostLeases extends LostLeaseRules {
        LostLeases() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class Park extends ParkRules {
        Park() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class SlowLanes extends SlowLaneRules {
        SlowLanes() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class Rate extends RateRules {
        Rate() {
            super(DeliveryQueueContract.this);
        }
    }

    @Nested
    class ManyClaimers extends ManyClaimersRules {
        ManyClaimers() {
            super(DeliveryQueueContract.this);
        }
    }
}
