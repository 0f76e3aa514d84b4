package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HousekeeperTest {

    private static final HousekeepingReport REPORT =
            new HousekeepingReport(List.of("webhook_events_2026_12_07"), List.of(), List.of(), Map.of());

    private final TestClock clock = new TestClock();
    private final News news = new News();

    @Test
    void houseIsKeptAtFirstAndThenOnceAnHour() {
        FaultyStorage storage =
                new FaultyStorage(InMemoryStorage.create(clock)).keptBy(new Keeping(progress -> REPORT));
        try (WebhookDispatcher dispatcher = dispatcher(storage)) {
            dispatcher.runOnce();
            dispatcher.runOnce();
            assertThat(storage.calls("Housekeeping.run")).isEqualTo(1);

            clock.advance(Duration.ofMinutes(59));
            dispatcher.runOnce();
            assertThat(storage.calls("Housekeeping.run")).isEqualTo(1);

            clock.advance(Duration.ofMinutes(1));
            dispatcher.runOnce();
            assertThat(storage.calls("Housekeeping.run")).isEqualTo(2);
        }
    }

    @Test
    void whatWasDoneIsToldAndHowFarLongWorkHasCome() {
        Housekeeping housekeeping = new Keeping(progress -> {
            progress.progressed("webhook_deliveries_2026_08", 10_000);
            return REPORT;
        });
        new Housekeeper(housekeeping, new Listeners(List.of(news))).runOnce();

        assertThat(news.heard())
                .containsExactly(
                        "housekeepingProgressed webhook_deliveries_2026_08 10000",
                        "housekept [webhook_events_2026_12_07]");
    }

    @Test
    void aRunThatDidNothingIsNotTold() {
        new Housekeeper(new Keeping(progress -> HousekeepingReport.NOTHING), new Listeners(List.of(news))).runOnce();

        assertThat(news.heard()).isEmpty();
    }

    @Test
    void aStartedDispatcherKeepsHouseOnAThreadOfItsOwnThatHealthShows() throws InterruptedException {
        CountDownLatch kept = new CountDownLatch(1);
        FaultyStorage storage = new FaultyStorage(InMemoryStorage.create(clock)).keptBy(new Keeping(progress -> {
            if (Thread.currentThread().getName().equals("webhook-housekeeper")) {
                kept.countDown();
            }
            return REPORT;
        }));
        try (WebhookDispatcher dispatcher = dispatcher(storage).start()) {
            assertThat(kept.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(dispatcher.health().loops()).extracting(LoopHealth::name).contains("webhook-housekeeper");
        }
    }

    @Test
    void aStorageThatNeedsNoneHasNoHousekeeper() {
        try (WebhookDispatcher dispatcher =
                dispatcher(new FaultyStorage(InMemoryStorage.create(clock))).start()) {
            assertThat(dispatcher.health().loops()).extracting(LoopHealth::name).doesNotContain("webhook-housekeeper");
        }
    }

    @Test
    void aDeliveryMayNotBeUnfinishedAsLongAsItsEventIsKept() {
        FaultyStorage storage =
                new FaultyStorage(InMemoryStorage.create(clock)).keptBy(new Keeping(progress -> REPORT));
        DispatcherBuilder options = WebhookDispatcher.builder().storage(storage).transport(new Replies(clock));

        assertThatThrownBy(() -> options.deliveryExpiry(Duration.ofDays(29).plusSeconds(1))
                        .build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("deliveryExpiry");
        options.deliveryExpiry(Duration.ofDays(29)).build().close();
    }

    /** Keeps house as a test says, by the defaults. */
    private record Keeping(Function<HousekeepingProgress, HousekeepingReport> work) implements Housekeeping {

        @Override
        public HousekeepingReport run(HousekeepingProgress progress) {
            return work.apply(progress);
        }

        @Override
        public RetentionPolicy policy() {
            return RetentionPolicy.defaults();
        }
    }

    private WebhookDispatcher dispatcher(Storage storage) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .transport(new Replies(clock))
                .timeSource(clock)
                .build();
    }
}
