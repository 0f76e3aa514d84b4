package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.memory.InMemoryArchiveSink;
import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ArchivedPartition;
import dev.webhook.retention.ErasureReport;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.store.TimeRange;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left of an owner in the tables themselves, whatever comes between. */
@ExtendWith(PostgresExtension.class)
class OwnerErasureIT {

    private static final String MOVE = """
            WITH moved AS (DELETE FROM webhook_events WHERE event_id = ? RETURNING *)
            INSERT INTO webhook_events_archive SELECT * FROM moved""";

    private static final Logger log = LoggerFactory.getLogger(OwnerErasureIT.class);

    private final TestStorage test;
    private final PostgresStorage storage;
    private final Jdbi jdbi;
    private final Owner owner;
    private final Owner other;

    OwnerErasureIT(PostgresClock clock) {
        test = TestStorage.on(clock).emptied();
        storage = PostgresStorage.builder(test.dataSource())
                .secrets(SecretCipher.plainText())
                .build();
        jdbi = Jdbi.create(test.dataSource());
        owner = owner("canary");
        other = owner("sparrow");
    }

    private Owner owner(String word) {
        long user = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return new Owner(storage, test::now, user, word + user);
    }

    private ErasureReport erase() {
        return storage.ownerErasure().erase(owner.user());
    }

    private void execute(String sql, Object... values) {
        jdbi.useHandle(handle -> handle.execute(sql, values));
    }

    /** Returns the rows that hold {@code text} as text, by table; tables without any are left out. */
    private Map<String, List<String>> rowsWith(String text) {
        Map<String, List<String>> rows = new TreeMap<>();
        jdbi.useHandle(handle -> {
            for (String table : tables(handle)) {
                List<String> found = handle.createQuery("SELECT line::text AS line FROM " + table
                                + " AS line WHERE strpos(line::text, :text) > 0 ORDER BY 1")
                        .bind("text", text)
                        .mapTo(String.class)
                        .list();
                if (!found.isEmpty()) {
                    rows.put(table, found);
                }
            }
        });
        return rows;
    }

    private static List<String> tables(Handle handle) {
        return handle.createQuery("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind IN ('r', 'p') AND NOT relispartition")
                .mapTo(String.class)
                .list();
    }

    @Test
    void noWordOfTheOwnerIsLeftInAnyColumn() {
        owner.fill();
        assertThat(rowsWith(owner.word()))
                .containsOnlyKeys(
                        "webhook_deliveries",
                        "webhook_delivery_attempts",
                        "webhook_dlq",
                        "webhook_events",
                        "webhook_idempotency_keys",
                        "webhook_subscriptions",
                        "webhooks");

        ErasureReport report = erase();

        assertThat(rowsWith(owner.word())).isEmpty();
        assertThat(report).isEqualTo(new ErasureReport(2, 10, 4, 8, 7, 2, 3, List.of(), List.of()));
        assertThat(rowsWith(OwnerErasure.URL).keySet())
                .containsExactly("webhook_deliveries", "webhook_delivery_attempts", "webhooks");
    }

    @Test
    void whatIsAnothersStaysByteForByte() {
        owner.fill();
        Endpoint endpoint = other.fill();
        Map<String, List<String>> words = rowsWith(other.word());
        Map<String, List<String>> rows = rowsWith(endpoint.id().toString());
        assertThat(rows).containsKeys("webhook_queue", "webhook_lanes", "webhook_dlq");

        erase();

        assertThat(rowsWith(other.word())).isEqualTo(words);
        assertThat(rowsWith(endpoint.id().toString())).isEqualTo(rows);
    }

    @Test
    void noKeyIsNeeded() {
        PostgresStorage encrypting = PostgresStorage.builder(test.dataSource())
                .secrets(TestStorage.cipher())
                .build();
        Endpoint endpoint = new Owner(encrypting, test::now, owner.user(), owner.word()).endpoint();
        byte[] lost = new byte[KeyRing.KEY_BYTES];
        lost[0] = 1;
        PostgresStorage keyless = PostgresStorage.builder(test.dataSource())
                .secrets(SecretCipher.encrypting(
                        KeyRing.builder().primary("k2", lost).build()))
                .build();

        assertThat(keyless.ownerErasure().erase(owner.user()).endpoints()).isOne();

        assertThat(keyless.endpoints().find(endpoint.id()).orElseThrow().deleted())
                .isTrue();
    }

    @Test
    void eventsInTheArchivesTableAreErasedToo() {
        owner.endpoint();
        Event event = owner.event();
        storage.events().keep(event);
        execute(MOVE, event.id().value());
        assertThat(rowsWith(owner.word())).containsKey("webhook_events_archive");

        assertThat(erase().events()).isOne();

        assertThat(rowsWith(owner.word())).isEmpty();
    }

    @Test
    void whatFailsInTheMiddleIsGoneOnWith() {
        Endpoint endpoint = owner.endpoint();
        Event event = owner.event();
        storage.events().keep(event);
        List<NewDelivery> made = Stream.generate(() -> owner.newDelivery(endpoint, event))
                .limit(PostgresOwnerErasure.MOST * 5L / 2)
                .toList();
        storage.deliveries().create(made);
        execute("""
            CREATE FUNCTION fail_at() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.delivery_id = '%s' THEN RAISE EXCEPTION 'no more today'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fail_at BEFORE UPDATE ON webhook_deliveries FOR EACH ROW EXECUTE FUNCTION fail_at()""".formatted(made.get(PostgresOwnerErasure.MOST).id()));
        try {
            assertThatThrownBy(this::erase).hasMessageContaining("no more today");
        } finally {
            execute("DROP TRIGGER fail_at ON webhook_deliveries; DROP FUNCTION fail_at()");
        }
        assertThat(stored(event).deliveryFailureCount()).isEqualTo(PostgresOwnerErasure.MOST);
        assertThat(storage.queue().lane(endpoint.id()).waiting()).isEqualTo(PostgresOwnerErasure.MOST * 3 / 2);

        ErasureReport report = erase();

        assertThat(report)
                .isEqualTo(new ErasureReport(
                        0,
                        0,
                        PostgresOwnerErasure.MOST * 3 / 2,
                        PostgresOwnerErasure.MOST * 3 / 2,
                        0,
                        0,
                        0,
                        List.of(),
                        List.of()));
        assertThat(stored(event).deliveryFailureCount()).isEqualTo(made.size());
        assertThat(storage.queue().lane(endpoint.id()).waiting()).isZero();
        assertThat(rowsWith(owner.word())).isEmpty();
    }

    private StoredEvent stored(Event event) {
        return storage.events().find(event.id()).orElseThrow();
    }

    @Test
    void aFanOutThatIsUnderWayIsWaitedFor() {
        Endpoint endpoint = owner.endpoint();
        Event event = owner.event();
        storage.events().append(List.of(new Publication(event, null)));
        CompletableFuture<ErasureReport> erased = new CompletableFuture<>();
        NewDelivery delivery = owner.newDelivery(endpoint, event);

        storage.inbox().route(1, (events, version) -> {
            erased.completeAsync(this::erase);
            jdbi.useHandle(this::awaitOneThatWaitsForAnInboxRow);
            return List.of(new FannedOut(event, List.of(delivery), null, null));
        });

        assertThat(erased.join().deliveriesFailed()).isOne();
        assertThat(storage.inbox().oldest()).isEmpty();
        assertThat(rowsWith(owner.word())).isEmpty();
    }

    private void awaitOneThatWaitsForAnInboxRow(Handle handle) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (handle.createQuery("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock' AND query LIKE '%webhook_event_inbox%'")
                        .mapTo(int.class)
                        .one()
                == 0) {
            assertThat(System.nanoTime() - end).as("nobody waits").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void anAttemptThatIsJustBeingRecordedIsErasedToo() throws SQLException {
        DeliveryId delivery = owner.delivery(owner.endpoint());
        CompletableFuture<ErasureReport> erased = new CompletableFuture<>();

        jdbi.useTransaction(handle -> {
            handle.execute(
                    "UPDATE webhook_deliveries SET status = 'success', next_retry_at = NULL, attempts_made = 1,"
                            + " response_body = ? WHERE delivery_id = ?",
                    owner.word(),
                    delivery.value());
            erased.completeAsync(this::erase);
            Waiting.awaitOneBehind(handle.getConnection(), test.dataSource());
            handle.execute(
                    "INSERT INTO webhook_delivery_attempts (delivery_id, attempt_number, delivery_created_at, outcome,"
                            + " request_url, request_headers, request_sent_at, response_status, response_body, took_us)"
                            + " SELECT delivery_id, 1, created_at, 'delivered', request_url, '{}', now(), 200,"
                            + " response_body, 1 FROM webhook_deliveries WHERE delivery_id = ?",
                    delivery.value());
        });

        assertThat(erased.join().deliveriesFailed()).isZero();
        assertThat(erased.join().attempts()).isOne();
        assertThat(rowsWith(owner.word())).isEmpty();
    }

    @Test
    void aDeadLetterThatIsJustBeingResolvedStaysResolved() throws SQLException {
        DeliveryId delivery = owner.delivery(owner.endpoint());
        owner.record(delivery, new Outcome.Blocked(owner.word()), new Decision.GiveUp(FailureReason.PERMANENT));
        CompletableFuture<ErasureReport> erased = new CompletableFuture<>();

        jdbi.useTransaction(handle -> {
            handle.execute(
                    "UPDATE webhook_dlq SET status = 'resolved', resolved_at = now(), resolved_by = 'ana',"
                            + " resolution_notes = ? WHERE delivery_id = ?",
                    owner.word(),
                    delivery.value());
            erased.completeAsync(this::erase);
            Waiting.awaitOneBehind(handle.getConnection(), test.dataSource());
        });

        assertThat(erased.join().deadLettersDiscarded()).isZero();
        assertThat(erased.join().deadLetters()).isOne();
        assertThat(rowsWith("resolved,")).containsOnlyKeys("webhook_dlq");
        assertThat(rowsWith(owner.word())).isEmpty();
    }

    @Test
    void theArchivesSinceTheOwnersFirstRowAreListed() {
        ArchiveSink sink = InMemoryArchiveSink.create();
        Instant first = test.now();
        owner.endpoint();
        archived(sink, PartitionedTable.DELIVERIES.at(first.minus(Duration.ofDays(70))));
        ArchiveManifest deliveries = archived(sink, PartitionedTable.DELIVERIES.at(first));
        ArchiveManifest again = archived(sink, PartitionedTable.DELIVERIES.at(first));
        ArchiveManifest events = archived(sink, PartitionedTable.EVENTS.at(first.plus(Duration.ofDays(1))));
        PostgresStorage archiving = PostgresStorage.builder(test.dataSource())
                .secrets(SecretCipher.plainText())
                .retention(RetentionPolicy.builder().archive(sink).build())
                .build();

        long user = owner.user();
        try (WebhookDispatcher dispatcher =
                WebhookDispatcher.builder().storage(archiving).build()) {
            // snippet: erase
            ErasureReport report = dispatcher.eraseOwner(user);
            report.archives().forEach(archive -> log.warn("Rows of the owner may be in {}", archive.rowsName()));
            // end
            assertThat(report.archives()).containsExactly(events, deliveries, again);
        }
        assertThat(archiving.ownerErasure().erase(owner.user()).archives()).hasSize(3);
        assertThat(archiving.ownerErasure().erase(other.user()).archives()).isEmpty();
    }

    private static ArchiveManifest archived(ArchiveSink sink, Partition partition) {
        TimeRange range = partition.range();
        return Archive.in(sink)
                .write(
                        new ArchivedPartition(partition.table().table(), partition.name(), range),
                        to -> to.accept("{}"));
    }

    @Test
    void whatIsBeingDroppedIsNamed() {
        execute("CREATE TABLE webhook_events_2020_02_29 (LIKE webhook_events)");
        try {
            assertThat(erase().leaving()).containsExactly("webhook_events_2020_02_29");
        } finally {
            execute("DROP TABLE webhook_events_2020_02_29");
        }
    }
}
