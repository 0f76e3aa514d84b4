package dev.webhook.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.ObjectName;
import dev.webhook.retention.PartitionProblem;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** From an event that is published in PostgreSQL to a bucket, and back. */
@ExtendWith(PostgresExtension.class)
@Timeout(120)
class MonthInS3IT {

    private static final String BUCKET = "acme-archive";
    private static final int EVENTS = 100;
    private static final Duration LONGER_THAN_ALL_IS_KEPT = Duration.ofDays(130);
    private static final List<String> TABLES =
            List.of("webhook_events", "webhook_deliveries", "webhook_delivery_attempts");

    private final PostgresClock clock;
    private final HikariDataSource dataSource = new HikariDataSource();

    private S3Server server;
    private S3Client client;

    MonthInS3IT(PostgresClock clock) {
        this.clock = clock;
        dataSource.setDataSource(clock.dataSource());
    }

    @BeforeEach
    void startServer() throws Exception {
        server = new S3Server();
        client = server.client();
        client.createBucket(request -> request.bucket(BUCKET));
    }

    @AfterEach
    void stopServer() throws Exception {
        dataSource.close();
        client.close();
        server.stop();
    }

    @Test
    void aMonthStaysWhileAByteOfItsArchiveIsAlteredAndComesBackByteForByte() throws SQLException {
        WebhookSchema.migrate(dataSource);
        ArchiveSink sink = S3ArchiveSink.builder(client, BUCKET).build();
        deliver();
        Map<String, List<String>> before = all();
        clock.advance(LONGER_THAN_ALL_IS_KEPT);

        Altering altering = new Altering(sink);
        HousekeepingReport altered = maintain(altering);

        assertThat(altered.dropped()).isEmpty();
        List<String> damaged = altered.problems().stream()
                .filter(problem -> problem.problem().contains("damaged"))
                .map(PartitionProblem::name)
                .filter(partition -> TABLES.contains(table(partition)))
                .toList();
        assertThat(damaged).extracting(MonthInS3IT::table).contains("webhook_events", "webhook_deliveries");
        assertThat(allWith(damaged)).isEqualTo(before);

        altering.undo();
        HousekeepingReport report = maintain(sink);

        assertThat(report.problems()).isEmpty();
        assertThat(report.dropped())
                .extracting(dropped -> table(dropped.name()))
                .containsAll(TABLES);
        assertThat(all().values()).allSatisfy(rows -> assertThat(rows).isEmpty());

        PostgresStorage storage = storage(sink);
        for (DroppedPartition dropped : report.dropped()) {
            Archive.in(sink)
                    .find(table(dropped.name()), dropped.name())
                    .ifPresent(archive -> storage.restore(archive, Duration.ofDays(7), (partition, rows) -> {}));
        }
        assertThat(all()).isEqualTo(before);
    }

    private static String table(String partition) {
        return partition.replaceAll("(_\\d+)+$", "");
    }

    private HousekeepingReport maintain(ArchiveSink sink) {
        return WebhookSchema.maintain(dataSource, WebhookSchema.DEFAULT_SCHEMA, policy(sink));
    }

    private static RetentionPolicy policy(ArchiveSink sink) {
        return RetentionPolicy.builder()
                .archivedEvents(Duration.ZERO)
                .archive(sink)
                .build();
    }

    private PostgresStorage storage(ArchiveSink sink) {
        return PostgresStorage.builder(dataSource)
                .secrets(SecretCipher.plainText())
                .retention(policy(sink))
                .build();
    }

    /** Half of the events arrive; of the others all attempts fail. */
    private void deliver() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                        .storage(storage(S3ArchiveSink.builder(client, BUCKET).build()))
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .build()) {
            receiver.scriptAt("/bad", Answer.answer(400).body("\u20ac \"no\"\n"));
            for (String path : List.of("/good", "/bad")) {
                dispatcher
                        .endpoints()
                        .register(
                                7,
                                EndpointSpec.url(receiver.url(path).value())
                                        .subscribe("order.placed")
                                        .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 0)));
            }
            dispatcher.publish(IntStream.range(0, EVENTS)
                    .mapToObj(event -> NewEvent.forUser(7, "order.placed")
                            .json("{\"b\": " + event + ",\t\"a\": \"\\ud83d \u20ac\"}"))
                    .toList());
            while (receiver.requests().size() < 2 * EVENTS) {
                dispatcher.runOnce();
            }
        }
    }

    /** The rows of all tables, and of partitions that aren't in their tables any more. */
    private Map<String, List<String>> allWith(List<String> detached) throws SQLException {
        Map<String, List<String>> all = all();
        for (String partition : detached) {
            Objects.requireNonNull(all.get(table(partition))).addAll(rows(partition));
        }
        all.values().forEach(Collections::sort);
        return all;
    }

    private Map<String, List<String>> all() throws SQLException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String table : TABLES) {
            all.put(table, rows(table));
        }
        return all;
    }

    private List<String> rows(String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery(
                        "SELECT line::text FROM " + table + " AS line ORDER BY line::text COLLATE \"C\"")) {
            while (lines.next()) {
                rows.add(lines.getString(1));
            }
        }
        return rows;
    }

    /** Alters a byte of every object of rows once it is there, as a disk or a hand might. */
    private final class Altering implements ArchiveSink {

        private final ArchiveSink sink;
        private final List<ObjectName> altered = new ArrayList<>();

        Altering(ArchiveSink sink) {
            this.sink = sink;
        }

        @Override
        public boolean put(ObjectName name, Content content) {
            boolean put = sink.put(name, content);
            if (name.file().endsWith(".gz")) {
                flip(name);
                altered.add(name);
            }
            return put;
        }

        void undo() {
            altered.forEach(this::flip);
        }

        private void flip(ObjectName name) {
            byte[] bytes = client.getObjectAsBytes(
                            request -> request.bucket(BUCKET).key(name.toString()))
                    .asByteArray();
            bytes[bytes.length / 2] ^= 1;
            client.putObject(request -> request.bucket(BUCKET).key(name.toString()), RequestBody.fromBytes(bytes));
        }

        @Override
        public Optional<InputStream> open(ObjectName name) {
            return sink.open(name);
        }

        @Override
        public List<ObjectName> list(String folder) {
            return sink.list(folder);
        }
    }
}
