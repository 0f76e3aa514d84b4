package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How loops, signals and slots pace the work of a node. */
@Timeout(30)
class WorkPacesTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Lease FAST = lease(false);
    private static final Lease SLOW = lease(true);

    private static Lease lease(boolean slow) {
        return new Lease(
                DeliveryId.at(Instant.EPOCH), EndpointId.at(Instant.EPOCH), new LeaseToken("epoch", "1"), 0, slow);
    }

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 10", "2, 20", "4, 80", "5, 100", "50, 100", "2147483647, 100"})
    void aLoopThatFindsNothingWaitsTwiceAsLongEachTimeUpToItsLimit(int times, int millis) {
        assertThat(Signal.pollDelay(times, Duration.ofMillis(5), Duration.ofMillis(100)))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aSignalRaisedBeforeTheWaitIsNotLost() throws InterruptedException {
        Signal signal = new Signal();
        signal.raise();
        long began = System.nanoTime();

        signal.await(LONG);

        assertThat(System.nanoTime() - began).isLessThan(LONG.toNanos() / 2);
    }

    @Test
    void aSignalIsLoweredByTheWait() throws InterruptedException {
        Signal signal = new Signal();
        signal.raise();
        signal.await(LONG);
        long began = System.nanoTime();

        signal.await(Duration.ofMillis(20));

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    void slotsAreTakenAndFreed() {
        Slots slots = new Slots(8, clock, new Signal());
        assertThat(slots.free()).isEqualTo(8);
        assertThat(slots.freeForSlow()).isEqualTo(2);

        slots.take(SLOW, 1);
        slots.take(FAST, 1);

        assertThat(slots.free()).isEqualTo(6);
        assertThat(slots.freeForSlow()).isEqualTo(1);
        assertThat(slots.holds(FAST.deliveryId(), 1)).isTrue();
        assertThat(slots.holds(FAST.deliveryId(), 2)).isFalse();
        slots.take(SLOW, 1);
        slots.take(SLOW, 1);
        assertThat(slots.freeForSlow()).isZero();
        slots.free(List.of(SLOW));
        slots.free(List.of(SLOW));
        slots.free(List.of(SLOW));
        slots.free(List.of(FAST));
        assertThat(slots.taken()).isZero();
        assertThat(slots.holds(FAST.deliveryId(), 1)).isFalse();
        assertThat(slots.freeForSlow()).isEqualTo(2);
    }

    @Test
    void whatHasBegunIsKnownUntilItsSlotIsFreed() {
        Slots slots = new Slots(8, clock, new Signal());
        slots.take(FAST, 3);
        slots.take(SLOW, 1);
        assertThat(slots.begun()).isEmpty();

        assertThat(slots.begin(FAST)).isTrue();

        assertThat(slots.begun()).isEqualTo(Map.of(FAST.deliveryId(), 3));
        slots.free(List.of(FAST));
        assertThat(slots.begun()).isEmpty();
    }

    @Test
    void nothingBeginsThatWasClaimedInAnEpochThatIsOver() {
        Slots slots = new Slots(8, clock, new Signal());
        slots.take(FAST, 1);
        slots.enter(FAST.token().epoch());
        assertThat(slots.begin(FAST)).isTrue();
        slots.take(SLOW, 1);

        slots.enter("another");

        assertThat(slots.begin(SLOW)).isFalse();
        assertThat(slots.begun()).containsOnlyKeys(FAST.deliveryId());
    }

    @Test
    void aNodeOfOneSlotStillServesSlowLanes() {
        assertThat(new Slots(1, clock, new Signal()).freeForSlow()).isEqualTo(1);
    }

    @Test
    void slotsKnowForHowLongTheyHaveAllBeenTaken() {
        Slots slots = new Slots(2, clock, new Signal());
        slots.take(FAST, 1);
        clock.advance(Duration.ofSeconds(5));
        assertThat(slots.fullFor()).isZero();

        slots.take(FAST, 1);
        clock.advance(Duration.ofSeconds(3));
        assertThat(slots.fullFor()).isEqualTo(Duration.ofSeconds(3));

        slots.free(List.of(FAST));
        assertThat(slots.fullFor()).isZero();
    }

    @Test
    void aFreedSlotWakesTheClaimer() throws InterruptedException {
        Signal freed = new Signal();
        Slots slots = new Slots(1, clock, freed);
        slots.take(FAST, 1);
        slots.free(List.of(FAST));
        long began = System.nanoTime();

        freed.await(LONG);

        assertThat(System.nanoTime() - began).isLessThan(LONG.toNanos() / 2);
    }

    @Test
    void aLoopWorksOnAtOnceWhileThereIsWorkAndEndsWhenItIsStopped() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(1_000);
        CountDownLatch done = new CountDownLatch(1_000);
        Loop loop = loop(() -> {
            if (left.get() == 0) {
                return 0;
            }
            left.decrementAndGet();
            done.countDown();
            return 1;
        });

        loop.start(Threads.daemons("test-"));

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        loop.stop();
        assertThat(loop.join(LONG)).isTrue();
        assertThat(loop.health().error()).isNull();
        assertThat(loop.health().lastRun()).isEqualTo(TestClock.START);
    }

    @Test
    void aLoopOutlivesErrorsAndShowsTheLastOne() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch recovered = new CountDownLatch(1);
        Loop[] self = new Loop[1];
        String[] shown = new String[1];
        self[0] = loop(() -> {
            if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("run " + runs.get());
            }
            if (runs.get() == 3) {
                shown[0] = self[0].health().error();
                return 1;
            }
            recovered.countDown();
            return 0;
        });

        self[0].start(Threads.daemons("test-"));

        assertThat(recovered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(shown[0]).contains("run 2");
        assertThat(self[0].health().error()).isNull();
        self[0].stop();
        assertThat(self[0].join(LONG)).isTrue();
    }

    @Test
    void noSignalCutsABackOffShort() throws InterruptedException {
        Signal signal = new Signal();
        CountDownLatch runs = new CountDownLatch(4);
        Loop loop = new Loop(
                "test-loop",
                () -> {
                    runs.countDown();
                    signal.raise();
                    throw new StoreUnavailableException("the disk is full");
                },
                signal,
                Duration.ofMillis(5),
                LONG,
                clock);
        long began = System.nanoTime();

        loop.start(Threads.daemons("test-"));

        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100 + 200 + 400));
        loop.stop();
        assertThat(loop.join(LONG)).isTrue();
    }

    @Test
    void aLoopThatIsHeldDoesNotClaimToWorkAgain() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(3);
        Loop loop = loop(new Loop.Work() {
            @Override
            public boolean isHeld() {
                boolean failed = runs.get() > 0;
                if (failed) {
                    held.countDown();
                }
                return failed;
            }

            @Override
            public int runOnce() {
                runs.incrementAndGet();
                throw new StoreUnavailableException("gone");
            }
        });

        loop.start(Threads.daemons("test-"));

        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.health().error()).contains("gone");
        assertThat(runs).hasValue(1);
        loop.stop();
        assertThat(loop.join(LONG)).isTrue();
    }

    @Test
    void aCallThatTookLongIsNotRepeated() {
        AtomicInteger calls = new AtomicInteger();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> Guard.PAUSING.call(() -> {
                    calls.incrementAndGet();
                    LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
                    throw new StoreUnavailableException("a lock is held");
                }));

        assertThat(calls).hasValue(1);
    }

    @Test
    void aCallIsMadeUpToSixTimesAndForLongerThanAPoolTrustsItsConnections() {
        AtomicInteger calls = new AtomicInteger();
        long began = System.nanoTime();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> Guard.PAUSING.call(() -> {
                    calls.incrementAndGet();
                    throw new StoreUnavailableException("a restart");
                }));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(500));
        assertThat(calls).hasValueBetween(2, 6);
    }

    @Test
    void anInterruptEndsALoopThatWaits() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Loop loop = loop(() -> {
            ran.countDown();
            return 0;
        });
        loop.start(Threads.daemons("test-"));
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();

        loop.interrupt();

        assertThat(loop.join(LONG)).isTrue();
    }

    @Test
    void anInterruptThatItsWorkLeavesBehindDoesNotEndALoop() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(3);
        Loop loop = loop(() -> {
            ran.countDown();
            Thread.currentThread().interrupt();
            return 0;
        });

        loop.start(Threads.daemons("test-"));

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        loop.interrupt();
        assertThat(loop.join(LONG)).isTrue();
    }

    private Loop loop(Loop.Work work) {
        return new Loop("test-loop", work, new Signal(), Duration.ofMillis(5), LONG, clock);
    }
}
