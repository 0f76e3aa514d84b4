package dev.webhook.jdbi;

import static dev.webhook.jdbi.PartitionedTable.ATTEMPTS;
import static dev.webhook.jdbi.PartitionedTable.DELIVERIES;
import static dev.webhook.jdbi.PartitionedTable.EVENTS;
import static dev.webhook.jdbi.RetentionFixture.NOW;
import static dev.webhook.jdbi.RetentionFixture.daysAgo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.PartitionProblem;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class RetentionIT {

    private static final RetentionPolicy DEFAULTS = RetentionPolicy.defaults();
    private static final RetentionPolicy NO_ARCHIVE =
            RetentionPolicy.builder().archivedEvents(Duration.ZERO).build();

    private final RetentionFixture fixture;

    RetentionIT(PostgresClock clock) {
        fixture = new RetentionFixture(clock);
    }

    @Test
    void eventsMoveToTheArchivesTableWhenTheYoungestOfTheirDayIsThirtyDaysOld() {
        UUID old = fixture.event(daysAgo(31));
        UUID young = fixture.event(daysAgo(30));
        List<String> row = fixture.rows(EVENTS.at(daysAgo(31)).name());

        HousekeepingReport report = fixture.run(DEFAULTS, NOW);

        assertThat(report.dropped())
                .containsExactly(new DroppedPartition("webhook_events_2027_05_15", "webhook_events_archive"));
        assertThat(fixture.rows("webhook_events_archive"))
                .isEqualTo(row)
                .singleElement()
                .asString()
                .contains(old.toString());
        assertThat(fixture.rows("webhook_events")).singleElement().asString().contains(young.toString());
        assertThat(report.problems()).isEmpty();
    }

    @Test
    void archivedEventsGoWhenTheirOwnRetentionIsOver() {
        fixture.event(daysAgo(31));
        fixture.run(DEFAULTS, NOW);

        HousekeepingReport tooEarly = fixture.run(DEFAULTS, Instant.parse("2028-05-30T23:59:59Z"));
        assertThat(tooEarly.dropped())
                .extracting(DroppedPartition::name)
                .doesNotContain("webhook_events_archive_2027_05");
        HousekeepingReport report = fixture.run(DEFAULTS, Instant.parse("2028-05-31T00:00:00Z"));

        assertThat(report.dropped()).contains(new DroppedPartition("webhook_events_archive_2027_05", null));
        assertThat(fixture.count("webhook_events_archive")).isZero();
    }

    @Test
    void withoutAnArchiveEventsAreGone() {
        fixture.event(daysAgo(31));

        HousekeepingReport report = fixture.run(NO_ARCHIVE, NOW);

        assertThat(report.dropped()).containsExactly(new DroppedPartition("webhook_events_2027_05_15", null));
        assertThat(fixture.count("webhook_events") + fixture.count("webhook_events_archive"))
                .isZero();
    }

    @Test
    void deliveriesGoWithTheirAttemptsAndPendingDeadLetters() {
        Instant old = Instant.parse("2027-02-28T23:59:59Z");
        Instant young = Instant.parse("2027-03-01T00:00:00Z");
        UUID gone = fixture.delivery(UUID.randomUUID(), old, "failed");
        UUID stays = fixture.delivery(UUID.randomUUID(), young, "failed");
        fixture.with(handle -> Rows.deadLetter(handle, gone, "pending", old));
        fixture.with(handle -> Rows.deadLetter(handle, gone, "resolved", daysAgo(1)));
        fixture.with(handle -> Rows.deadLetter(handle, stays, "pending", young));

        HousekeepingReport report = fixture.run(DEFAULTS, NOW);

        assertThat(report.dropped())
                .containsExactly(
                        new DroppedPartition("webhook_deliveries_2027_02", null),
                        new DroppedPartition("webhook_delivery_attempts_2027_02", null));
        assertThat(fixture.count("webhook_deliveries")).isEqualTo(1);
        assertThat(fixture.count("webhook_delivery_attempts")).isEqualTo(1);
        assertThat(fixture.rows("(SELECT delivery_id, status FROM webhook_dlq)"))
                .containsExactlyInAnyOrder("(" + gone + ",resolved)", "(" + stays + ",pending)");
    }

    @Test
    void anUnfinishedDeliveryKeepsItsMonthWithTheAttemptsAndTheDayOfItsEvent() {
        Instant old = Instant.parse("2027-02-10T00:00:00Z");
        UUID event = fixture.event(old);
        fixture.delivery(event, old, "retrying");

        HousekeepingReport report = fixture.run(DEFAULTS, NOW);

        assertThat(report.dropped()).isEmpty();
        assertThat(report.problems())
                .extracting(PartitionProblem::name)
                .containsExactly(
                        "webhook_events_2027_02_10", "webhook_deliveries_2027_02", "webhook_delivery_attempts_2027_02");
        assertThat(report.problems().get(1).problem()).contains("not finished");

        fixture.with(
                handle -> handle.execute("UPDATE webhook_deliveries SET status = 'success', next_retry_at = NULL"));
        assertThat(fixture.run(DEFAULTS, NOW).dropped()).hasSize(3);
    }

    @Test
    void anEventThatWaitsForItsFanOutKeepsItsDay() {
        UUID event = fixture.event(daysAgo(40));
        fixture.with(handle -> {
            Rows.inbox(handle, event);
            return event;
        });

        assertThat(fixture.run(DEFAULTS, NOW).problems())
                .extracting(PartitionProblem::name)
                .containsExactly("webhook_events_2027_05_06");
    }

    @Test
    void aPartitionThatWasDetachedBeforeACrashIsDroppedInTheNextRun() {
        fixture.event(daysAgo(40));
        fixture.drop(DEFAULTS).detach(fixture.found(EVENTS, daysAgo(40)));
        assertThat(fixture.count("webhook_events")).isZero();

        assertThat(fixture.run(DEFAULTS, NOW).dropped()).hasSize(1);

        assertThat(fixture.count("webhook_events_archive")).isEqualTo(1);
        assertThat(fixture.exists(EVENTS, daysAgo(40))).isFalse();
    }

    @Test
    void aDetachWaitsForOlderTransactionsWithoutHoldingUpInsertsAndIsFinishedLater() throws Exception {
        fixture.event(daysAgo(40));
        fixture.event(daysAgo(41));
        fixture.event(daysAgo(1));
        FoundPartition old = fixture.found(EVENTS, daysAgo(40));
        Jdbi.create(fixture.storage.dataSource()).useTransaction(reader -> {
            reader.select("SELECT count(*) FROM webhook_events")
                    .mapTo(long.class)
                    .one();
            Thread detach = new Thread(
                    () -> assertThatThrownBy(() -> fixture.drop(DEFAULTS).detach(old))
                            .isInstanceOf(KeptException.class)
                            .hasMessageContaining("next run"));
            detach.start();
            int inserts = 0;
            while (detach.isAlive()) {
                fixture.with(handle -> {
                    handle.execute("SET LOCAL lock_timeout = '200ms'");
                    return Rows.event(handle, daysAgo(1));
                });
                inserts++;
            }
            assertThat(inserts).isGreaterThan(10);
        });
        assertThat(fixture.found(EVENTS, daysAgo(40)).state()).isEqualTo(PartitionCatalog.State.DETACHING);

        HousekeepingReport report = fixture.run(DEFAULTS, NOW);

        assertThat(report.problems()).isEmpty();
        assertThat(report.dropped())
                .extracting(DroppedPartition::name)
                .containsExactly("webhook_events_2027_05_06", "webhook_events_2027_05_05");
    }

    @Test
    void aDeliveryThatBecameUnfinishedMeanwhileBringsItsDetachedMonthBack() {
        Instant old = Instant.parse("2027-02-10T00:00:00Z");
        fixture.delivery(UUID.randomUUID(), old, "failed");
        fixture.drop(DEFAULTS).detach(fixture.found(DELIVERIES, old));
        fixture.with(handle ->
                handle.execute("UPDATE webhook_deliveries_2027_02 SET status = 'pending', next_retry_at = created_at"));

        HousekeepingReport report = fixture.run(DEFAULTS, NOW);

        assertThat(report.dropped()).isEmpty();
        assertThat(fixture.count("webhook_deliveries")).isEqualTo(1);
        assertThat(fixture.exists(ATTEMPTS, old)).isTrue();
    }

    @Test
    void whatOnlyLooksLikeAPartitionIsLeftAlone() {
        fixture.with(handle -> handle.execute("CREATE TABLE webhook_events_2026_01_01_copy ()"));
        fixture.with(handle -> handle.execute("CREATE TABLE webhook_events_2026_13_01 ()"));
        try {
            assertThat(fixture.run(DEFAULTS, NOW).dropped()).isEmpty();
        } finally {
            fixture.with(
                    handle -> handle.execute("DROP TABLE webhook_events_2026_01_01_copy, webhook_events_2026_13_01"));
        }
    }

    @Test
    void oneNodeDropsAtATimeAndACrashedOnesLeaseRunsOut() {
        fixture.event(daysAgo(40));
        fixture.with(handle -> handle.execute("UPDATE webhook_housekeeping SET holder = gen_random_uuid(),"
                + " leased_until = clock_timestamp() + interval '10 minutes'"));

        HousekeepingReport busy = fixture.run(DEFAULTS, NOW);
        assertThat(busy.dropped()).isEmpty();
        assertThat(busy.made()).isNotEmpty();

        fixture.storage.clock().advance(Duration.ofMinutes(10));
        assertThat(fixture.run(DEFAULTS, NOW).dropped()).hasSize(1);
    }

    @Test
    void aRunWithNothingToDoReportsNothing() {
        fixture.run(DEFAULTS, NOW);

        assertThat(fixture.run(DEFAULTS, NOW)).isEqualTo(HousekeepingReport.NOTHING);
    }

    @Test
    void leftoversGoWhenTheirTimeIsOver() {
        Instant kept = NOW.plusSeconds(1);
        for (Instant expiry : List.of(NOW, kept)) {
            fixture.with(handle -> handle.createUpdate("INSERT INTO webhook_idempotency_keys VALUES"
                            + " (false, 1, :key, gen_random_uuid(), '', :expiry)")
                    .bind("key", "key-" + expiry)
                    .bind("expiry", Times.parameter(expiry))
                    .execute());
            for (String status : List.of("resolved", "discarded")) {
                fixture.with(
                        handle -> Rows.deadLetter(handle, UUID.randomUUID(), status, expiry.minus(Duration.ofDays(7))));
            }
            fixture.with(handle -> handle.createUpdate(
                            "INSERT INTO webhook_circuits (webhook_id, time) VALUES (gen_random_uuid(), :time)")
                    .bind("time", Times.parameter(expiry.minus(Duration.ofDays(7))))
                    .execute());
            fixture.with(handle -> handle.createUpdate("INSERT INTO webhooks (webhook_id, user_id, webhook_url, secret,"
                            + " status, disabled_reason, disabled_at, deleted_at) VALUES (gen_random_uuid(), 1, '', '',"
                            + " 'disabled', 'deleted', :time, :time)")
                    .bind("time", Times.parameter(expiry.minus(Duration.ofDays(90))))
                    .execute());
        }

        Map<String, Long> removed = fixture.run(DEFAULTS, NOW).removed();

        assertThat(removed)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "webhook_idempotency_keys", 1L, "webhook_dlq", 2L, "webhook_circuits", 1L, "webhooks", 1L));
        assertThat(fixture.count("webhook_dlq")).isEqualTo(2);
    }

    @Test
    void aDeletedEndpointStaysAsLongAsADeliveryOfIts() {
        Instant young = Instant.parse("2027-03-01T00:00:00Z");
        fixture.delivery(UUID.randomUUID(), young, "failed");
        fixture.with(handle -> handle.createUpdate("INSERT INTO webhooks (webhook_id, user_id, webhook_url, secret,"
                        + " status, disabled_reason, disabled_at, deleted_at) SELECT webhook_id, 1, '', '', 'disabled',"
                        + " 'deleted', :time, :time FROM webhook_deliveries")
                .bind("time", Times.parameter(young))
                .execute());

        assertThat(fixture.run(DEFAULTS, NOW).removed()).isEmpty();
    }

    @Test
    void redriveAndReplayEndADayBeforeTheDrop() {
        RetentionTimes times = new RetentionTimes(DEFAULTS);
        Instant created = Instant.parse("2027-05-15T08:00:00Z"); // its day goes on 2027-06-15, its month on 2027-08-30

        assertThat(times.isClosing(EVENTS, created, Instant.parse("2027-06-13T23:59:59Z")))
                .isFalse();
        assertThat(times.isClosing(EVENTS, created, Instant.parse("2027-06-14T00:00:00Z")))
                .isTrue();
        assertThat(times.isClosing(DELIVERIES, created, Instant.parse("2027-08-28T23:59:59Z")))
                .isFalse();
        assertThat(times.isClosing(DELIVERIES, created, Instant.parse("2027-08-29T00:00:00Z")))
                .isTrue();
    }
}
