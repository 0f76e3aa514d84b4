package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.Replay;
import dev.webhook.WebhookDispatcher;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventQuery;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes within a day is neither redriven nor replayed any more. Each test begins with rows of its own present. */
@ExtendWith(PostgresExtension.class)
class EndOfRetentionIT {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MARGIN = Duration.ofMinutes(10);
    private static final RetentionPolicy NO_ARCHIVE =
            RetentionPolicy.builder().archivedEvents(Duration.ZERO).build();

    private final TestStorage test;
    private final Event event;
    private final EndpointId endpoint;
    private final DeliveryId delivery;

    EndOfRetentionIT(PostgresClock clock) {
        test = TestStorage.on(clock).emptied();
        Deliveries deliveries = new Deliveries(test);
        event = deliveries.event();
        Endpoint open = deliveries.endpoint();
        endpoint = open.id();
        delivery = deliveries.delivery(open, event);
        test.storage().deliveries().record(List.of(Deliveries.exhausted(delivery)));
    }

    private DeadLetter letter() {
        return test.storage()
                .deadLetters()
                .list(DeadLetterQuery.all().of(delivery), PageRequest.first(1))
                .items()
                .get(0);
    }

    private Redrive.Result redrive(RetentionPolicy policy) {
        return storage(policy)
                .deadLetters()
                .redrive(List.of(new Redrive(letter().id(), 1, DAY)), "ana")
                .results()
                .get(0);
    }

    private Instant end(RetentionPolicy policy, PartitionedTable table) {
        return new RetentionTimes(policy).end(table.at(delivery.createdAt()));
    }

    private void advanceTo(Instant time) {
        test.clock().advance(Duration.between(test.now(), time));
    }

    private void assertRefused(RetentionPolicy policy) {
        assertThat(redrive(policy)).isEqualTo(Redrive.Result.RETENTION_OVER);
        assertThat(letter().status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(test.storage().deliveryLog().find(delivery).orElseThrow().status())
                .isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void untilADayBeforeItsMonthGoesADeliveryIsRedriven() {
        advanceTo(end(RetentionPolicy.defaults(), PartitionedTable.DELIVERIES).minus(DAY.plus(MARGIN)));

        assertThat(redrive(RetentionPolicy.defaults())).isEqualTo(Redrive.Result.REDRIVEN);
    }

    @Test
    void fromADayBeforeItsMonthGoesADeliveryIsNotRedriven() {
        advanceTo(end(RetentionPolicy.defaults(), PartitionedTable.DELIVERIES).minus(DAY));

        assertRefused(RetentionPolicy.defaults());
    }

    @Test
    void untilADayBeforeItsEventGoesADeliveryIsRedriven() {
        advanceTo(end(NO_ARCHIVE, PartitionedTable.EVENTS).minus(DAY.plus(MARGIN)));

        assertThat(redrive(NO_ARCHIVE)).isEqualTo(Redrive.Result.REDRIVEN);
    }

    @Test
    void fromADayBeforeItsEventGoesADeliveryIsNotRedriven() {
        advanceTo(end(NO_ARCHIVE, PartitionedTable.EVENTS).minus(DAY));

        assertRefused(NO_ARCHIVE);
    }

    @Test
    void anEventThatMovesToTheArchivesTableIsNotGone() {
        advanceTo(end(RetentionPolicy.defaults(), PartitionedTable.EVENTS).plus(DAY));

        assertThat(redrive(RetentionPolicy.defaults())).isEqualTo(Redrive.Result.REDRIVEN);
    }

    @Test
    void inTheArchivesTableToo() {
        RetentionPolicy longDeliveries =
                RetentionPolicy.builder().deliveries(Duration.ofDays(1_000)).build();
        advanceTo(end(longDeliveries, PartitionedTable.ARCHIVED_EVENTS).minus(DAY));

        assertRefused(longDeliveries);
    }

    @Test
    void aRestoredPartitionIsAsGoodAsAnyUntilADayBeforeItsTimeIsOver() {
        advanceTo(end(RetentionPolicy.defaults(), PartitionedTable.DELIVERIES).plus(DAY));
        restoredUntil(test.now().plus(DAY));
        assertRefused(RetentionPolicy.defaults());

        restoredUntil(test.now().plus(DAY).plus(MARGIN));
        assertThat(redrive(RetentionPolicy.defaults())).isEqualTo(Redrive.Result.REDRIVEN);
    }

    private PostgresStorage storage(RetentionPolicy policy) {
        return PostgresStorage.builder(test.dataSource())
                .secrets(TestStorage.cipher())
                .retention(policy)
                .build();
    }

    private WebhookDispatcher dispatcher() {
        return WebhookDispatcher.builder().storage(storage(NO_ARCHIVE)).build();
    }

    @Test
    void untilADayBeforeItGoesAnEventIsReplayed() {
        advanceTo(end(NO_ARCHIVE, PartitionedTable.EVENTS).minus(DAY.plus(MARGIN)));

        try (WebhookDispatcher dispatcher = dispatcher()) {
            assertThat(dispatcher.events().replay(event.id(), Replay.to(endpoint)))
                    .hasSize(1);
            assertThat(dispatcher.events().replay(EventQuery.all(), Replay.to(endpoint)))
                    .isEqualTo(1);
        }
    }

    @Test
    void fromADayBeforeItGoesAnEventIsNotReplayed() {
        advanceTo(end(NO_ARCHIVE, PartitionedTable.EVENTS).minus(DAY));

        try (WebhookDispatcher dispatcher = dispatcher()) {
            assertThatThrownBy(() -> dispatcher.events().replay(event.id(), Replay.to(endpoint)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("its retention ends within a day");
            assertThat(dispatcher.events().replay(EventQuery.all(), Replay.to(endpoint)))
                    .isZero();
        }
        assertThat(storage(RetentionPolicy.defaults()).events().leaving(List.of(event.id())))
                .isEmpty();
    }

    private void restoredUntil(Instant end) {
        Partition month = PartitionedTable.DELIVERIES.at(delivery.createdAt());
        Jdbi.create(test.dataSource())
                .useHandle(handle ->
                        handle.execute("COMMENT ON TABLE " + month + " IS '" + FoundPartition.restored(end) + "'"));
    }
}
