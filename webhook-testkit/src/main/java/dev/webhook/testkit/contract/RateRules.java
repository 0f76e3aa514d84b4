package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class RateRules extends QueueRules {

    private static final long SEED = 20_261_123;

    RateRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 59, 60, 61, 600})
    void noMinuteHoldsMoreClaimsThanTheRate(int perMinute) {
        Random random = new Random(SEED + perMinute);
        schedule(lane(), 5 * perMinute + 10, rated(perMinute));
        ClaimLog log = new ClaimLog(perMinute);
        Duration mean = MINUTE.dividedBy(perMinute);
        for (int i = 0; i < 3 * perMinute + 40; i++) {
            advance(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean.toNanos()))
                    .plusNanos(1_000));
            Duration before = time();
            List<Lease> leases = claim(1 + random.nextInt(perMinute + 5), 1_000);
            log.add(leases, before, time());
            complete(leases);
        }
        log.check();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 60, 600})
    void releasesLetNoMinuteHoldMoreAttemptsThanTheRate(int perMinute) {
        Random random = new Random(SEED - perMinute);
        schedule(lane(), 5 * perMinute + 120, rated(perMinute));
        ClaimLog log = new ClaimLog(perMinute);
        Deque<Lease> held = new ArrayDeque<>();
        for (int i = 0; i < 3 * perMinute + 80; i++) {
            advance(MINUTE.dividedBy(2L * perMinute).multipliedBy(1 + random.nextInt(3)));
            Duration before = time();
            List<Lease> leases = claim();
            log.add(leases, before, time());
            held.addAll(leases);
            while (held.size() > 3 + perMinute / 4) {
                Lease lease = held.poll();
                if (random.nextInt(4) == 0) {
                    log.remove(lease);
                    settle(back(lease, Duration.ZERO));
                } else {
                    settle(done(lease));
                }
            }
        }
        log.check();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 600})
    void aLaneThatIsAlwaysAskedReachesItsRate(int perMinute) {
        schedule(lane(), 3 * perMinute, rated(perMinute));
        int asksPerMinute = 25 * perMinute;
        Duration step = MINUTE.dividedBy(asksPerMinute);
        int claimed = 0;
        for (int asks = 0; asks < 2 * asksPerMinute; asks++) {
            List<Lease> leases = claim();
            complete(leases);
            claimed += leases.size();
            advance(step);
        }

        assertThat(claimed).isGreaterThanOrEqualTo(2 * perMinute * 95 / 100);
    }

    @Test
    void oneAMinuteIsOneAMinute() {
        schedule(lane(), 3, rated(1));
        assertThat(claim()).hasSize(1);
        advance(Duration.ofSeconds(58));
        assertThat(claim()).isEmpty();
        advance(Duration.ofSeconds(3));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aLaneThatRanOutOfRateLeavesTheClaimToOthers() {
        schedule(lane(), 10, rated(1));
        claimOne();
        EndpointId other = lane();
        schedule(other, 3, ROOMY);

        assertThat(lanes(claim())).containsExactly(other, other, other);
    }

    @Test
    void aReleaseGivesTheRateBackWhatItsClaimTook() {
        schedule(lane(), 5, rated(1));
        Lease first = claimOne();
        assertThat(claim()).isEmpty();

        settle(back(first, Duration.ZERO));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void releasesGiveTheRateBackWhatTheirWholeClaimTook() {
        schedule(lane(), 50, rated(600));
        List<Lease> leases = claim();
        assertThat(leases).hasSize(10);

        leases.forEach(lease -> settle(back(lease, Duration.ZERO)));

        assertThat(claim()).hasSize(10);
    }

    @Test
    void neitherCompleteNorRescheduleGivesTheRateAnythingBack() {
        schedule(lane(), 50, rated(120));
        List<Lease> leases = claim();
        assertThat(leases).hasSize(2);

        settle(done(leases.get(0)));
        settle(again(leases.get(1), Duration.ZERO));

        assertThat(claim()).isEmpty();
    }

    @Test
    void whatWasClaimedWithoutARateGivesNoneBack() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        List<Lease> free = claim(2, 2);
        schedule(lane, 1, new LaneLimits(100, OptionalInt.of(1), 2));
        claimOne();

        free.forEach(lease -> settle(back(lease, Duration.ZERO)));

        assertThat(claim()).isEmpty();
    }

    @Test
    void limitsWithoutARateDrainALaneAtOnce() {
        EndpointId lane = lane();
        schedule(lane, 20, rated(1));
        claimOne();
        schedule(lane, 1, limits(100, 2));

        assertThat(claim()).hasSize(20);
    }

    @Test
    void theRateOutlivesAnEmptyLane() {
        EndpointId lane = lane();
        schedule(lane, 1, rated(1));
        settle(done(claimOne()));
        schedule(lane, 1, rated(1));

        assertThat(claim()).isEmpty();
        advance(MINUTE.plusSeconds(1));
        assertThat(claim()).hasSize(1);
    }

    private Duration time() {
        return Duration.between(Instant.EPOCH, now());
    }

    /** The naive oracle: every claim, between two readings of the clock. */
    private static final class ClaimLog {

        private record Claimed(Lease lease, Duration before, Duration after) {}

        private final int perMinute;
        private final List<Claimed> claims = new ArrayList<>();

        ClaimLog(int perMinute) {
            this.perMinute = perMinute;
        }

        void add(List<Lease> leases, Duration before, Duration after) {
            leases.forEach(lease -> claims.add(new Claimed(lease, before, after)));
        }

        void remove(Lease released) {
            claims.removeIf(claimed -> claimed.lease().equals(released));
        }

        void check() {
            assertThat(claims).hasSizeGreaterThan(perMinute);
            for (int first = 0; first + perMinute < claims.size(); first++) {
                Claimed oneTooMany = claims.get(first + perMinute);
                assertThat(oneTooMany.after().minus(claims.get(first).before()))
                        .as("%d claims from the %dth on", perMinute + 1, first)
                        .isGreaterThanOrEqualTo(MINUTE);
            }
        }
    }
}
