package dev.webhook.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run without faults is audited, and audited again with its rows falsified in a transaction that is rolled back. */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {

    private static final String ONE = "(SELECT delivery_id FROM webhook_deliveries ORDER BY delivery_id LIMIT 1)";
    private static final String ITS_MESSAGE =
            "(SELECT message_id FROM webhook_deliveries WHERE delivery_id = " + ONE + ")";

    private static final String REPEAT =
            "INSERT INTO audit_received (node, message_id, request_url, status, arrived_at,"
                    + " answered_at, verified, newest, body_hash) SELECT :node, message_id, request_url, status, :at, :at, TRUE, TRUE,"
                    + " body_hash FROM audit_received WHERE message_id = :message";
    private static final int EVENTS = 190;

    private final Application application;

    AuditIT(PostgresDatabase database) throws SQLException {
        application = KillRun.application(new NodeSettings(database.loginUrl(), null, Duration.ZERO));
    }

    @BeforeAll
    void deliverWithoutFaults() throws Exception {
        SecretsKnown secrets = new SecretsKnown();
        Cast cast = new Cast(application, secrets);
        AtomicInteger attempted = new AtomicInteger();
        WebhookListener counting = new WebhookListener() {
            @Override
            public void attempted(DeliveryReport report) {
                attempted.incrementAndGet();
            }
        };
        InstantSource clock = application.settings().clock();
        try (Receiver receiver = Receiver.start(cast, secrets, clock);
                DeniedPort denied = DeniedPort.open(clock);
                WebhookDispatcher node = application
                        .settings()
                        .dispatcher(application.storage(), null, "node-1", 40, NodeSettings.ALLOWED)
                        .listener(counting)
                        .build()) {
            cast.subscribe(receiver.port(), receiver.port(), denied.number());
            for (int committed = 0; committed < EVENTS; ) {
                committed += application.publish(EVENTS - committed);
            }
            node.start();
            awaitQuiet();
            try (Connection connection = application.connection()) {
                Ledger.received(connection, receiver.log());
                Ledger.nodes(connection, List.of(new Ledger.Node("node-1", 40, 0, null, null, attempted.get(), "")));
                Ledger.dials(connection, denied.dials());
                whatARunWithFaultsKnows(connection);
            }
        }
    }

    /** All of it long ago. */
    private static void whatARunWithFaultsKnows(Connection connection) throws SQLException {
        Instant then = Instant.now().minus(Duration.ofHours(1));
        Ledger.faults(connection, List.of(new Ledger.Fault("killed", "redis", then, then.plusSeconds(5))));
        Ledger.transactions(
                connection, List.of(new Ledger.HostTransaction(then.plusSeconds(1), Duration.ofMillis(3), null)));
        try (Statement statement = connection.createStatement()) {
            for (String state : List.of("paused", "disabled", "failing", "rotated")) {
                statement.execute("INSERT INTO audit_spells SELECT webhook_id, '" + state
                        + "', now() - interval '1 hour',"
                        + " now() - interval '59 minutes' FROM webhooks WHERE webhook_url LIKE '%/" + state + "'");
            }
        }
        Ledger.rest(connection, 0, 0, 0);
        SecretSearch search = new SecretSearch(List.of("whsec_nowhere"));
        search.database(connection);
        Ledger.searched(connection, search.searched());
    }

    private void awaitQuiet() throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        CountDownLatch never = new CountDownLatch(1);
        while (!application.isQuiet()) {
            assertThat(Instant.now()).isBefore(end);
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    @AfterAll
    void close() {
        application.close();
    }

    @Test
    void everyInvariantHoldsAfterARunWithoutFaults() throws Exception {
        assertThat(auditAfter("SELECT 1")).isEmpty();
    }

    @Test
    void anInvariantOfNothingDoesNotHold() throws Exception {
        assertThat(auditAfter("DELETE FROM audit_nodes"))
                .contains("unrecorded", "duplicates", "open-at-kill", "metrics");
        assertThat(auditAfter("DELETE FROM audit_received"))
                .contains(
                        "repeats", "no-silent-repeats", "one-lease", "signatures", "same-body", "in-flight", "tenants");
        assertThat(auditAfter("DELETE FROM audit_published")).contains("one-delivery-each");
        assertThat(auditAfter("DELETE FROM audit_spells"))
                .contains("not-while-switched-off", "newest-secret", "one-probe");
        assertThat(auditAfter("DELETE FROM audit_transactions")).contains("host-transactions");
        assertThat(auditAfter("DELETE FROM audit_searched")).contains("secrets");
        assertThat(auditAfter("DELETE FROM audit_rest")).contains("waiting-nowhere", "nothing-left");
    }

    @Test
    void aNodeThatIsCutOffAtASwitchLeavesOffTheRecordWhatItHasInFlightThen() throws Exception {
        String cutOff = "DELETE FROM webhook_delivery_attempts; DELETE FROM audit_received WHERE NOT EXISTS (SELECT"
                + " FROM audit_requests r WHERE r.request = audit_received.request AND r.turn = 1);"
                + " UPDATE audit_faults SET began_at = now() - interval '1 minute', ended_at = now();";
        assertThat(auditAfter(cutOff)).contains("no-silent-repeats");
        assertThat(auditAfter(cutOff + " INSERT INTO audit_faults (fault, target, began_at, ended_at)"
                        + " SELECT 'PostgreSQL''s network is slow', 'node', began_at, ended_at FROM audit_faults"))
                .doesNotContain("no-silent-repeats");
    }

    @Test
    void aConnectionThatANodeLeftBehindIsCounted() throws Exception {
        try (Connection connection = application.connection()) {
            assertThat(Ledger.connectionsOfNodes(connection)).isZero();
            try (HikariDataSource left =
                            new HikariDataSource(application.settings().pool("node-1"));
                    Connection open = left.getConnection()) {
                assertThat(open.isValid(1)).isTrue();
                assertThat(Ledger.connectionsOfNodes(connection)).isPositive();
            }
        }
    }

    @Test
    void aSecretIsFoundWhereverItStands() throws Exception {
        try (Connection connection = application.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE webhooks SET description = 'say nowhere'");
            SecretSearch search = new SecretSearch(List.of("whsec_nowhere"));
            search.database(connection);
            connection.rollback();

            assertThat(search.searched())
                    .filteredOn(place -> place.found() != null)
                    .extracting(Ledger.Searched::place)
                    .containsExactly("webhooks.description");
        }
    }

    @Test
    void thereAreRefusalsToLookAt() throws Exception {
        try (Connection connection = application.connection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM audit_attempts WHERE outcome = 'rejected'")) {
            row.next();
            assertThat(row.getInt(1)).isPositive();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one-delivery-each   | DELETE FROM webhook_deliveries WHERE delivery_id = :one
            one-delivery-each   | INSERT INTO audit_published SELECT gen_random_uuid(), event_type, user_id, now() FROM audit_published LIMIT 1
            nothing-rolled-back | DELETE FROM audit_published WHERE event_id = :message::uuid
            delivered           | UPDATE webhook_deliveries SET status = 'failed' WHERE delivery_id = :one
            event-counters      | UPDATE webhook_deliveries SET status = 'failed' WHERE delivery_id = :one
            one-success         | UPDATE webhook_delivery_attempts SET outcome = 'rejected' WHERE delivery_id = :one
            one-success         | INSERT INTO webhook_delivery_attempts SELECT delivery_id, 1 + attempt_number, delivery_created_at, outcome, unreachable_cause, error_message, retry_after_ms, request_url, request_headers, request_sent_at, response_status, response_headers, response_body, took_us FROM webhook_delivery_attempts WHERE delivery_id = :one AND outcome = 'delivered'
            received            | DELETE FROM audit_received WHERE message_id = :message
            dense-attempts      | UPDATE webhook_delivery_attempts SET attempt_number = 1 + attempt_number WHERE delivery_id = :one
            dense-attempts      | UPDATE webhook_deliveries SET attempts_made = 1 + attempts_made WHERE delivery_id = :one
            attempt-limit       | UPDATE webhook_deliveries SET attempt_limit = 0 WHERE delivery_id = :one
            queue               | INSERT INTO webhook_queue (delivery_id, webhook_id, due_at) SELECT delivery_id, webhook_id, now() FROM webhook_deliveries WHERE delivery_id = :one
            queue               | INSERT INTO webhook_event_inbox (event_id) VALUES (:message::uuid)
            queue               | UPDATE webhook_deliveries SET status = 'pending', next_retry_at = now() WHERE delivery_id = :one
            lanes               | UPDATE webhook_lanes SET leased = 1
            no-silent-repeats   | :repeat(node-1)
            repeats             | :repeat(node-1)
            unrecorded          | DELETE FROM webhook_delivery_attempts
            no-silent-repeats   | DELETE FROM webhook_delivery_attempts; INSERT INTO audit_faults (fault, target, began_at, ended_at) VALUES ('PostgreSQL''s network is slow', 'other', '-infinity', 'infinity')
            duplicates          | :repeat(node-2)
            open-at-kill        | UPDATE audit_nodes SET killed_at = now(), open_at_least = 1
            one-lease           | UPDATE audit_received SET answered_at = now() + interval '1 minute' WHERE message_id = :message; :repeat(node-2)
            waiting-nowhere     | UPDATE audit_rest SET waiting = 1
            not-before-due      | UPDATE webhook_delivery_attempts SET request_sent_at = request_sent_at - interval '1 second' WHERE attempt_number = 2
            not-while-switched-off | UPDATE audit_spells SET until = now() WHERE state = 'paused'
            not-while-switched-off | UPDATE audit_spells SET until = now() WHERE state = 'disabled'
            newest-secret       | UPDATE audit_spells SET until = now() WHERE state = 'rotated'; UPDATE audit_received SET newest = FALSE
            signatures          | UPDATE audit_received SET verified = FALSE WHERE message_id = :message
            same-body           | UPDATE audit_received SET body_hash = request::text
            one-probe           | UPDATE audit_spells SET until = now() WHERE state = 'failing'; UPDATE webhook_delivery_attempts SET outcome = 'rejected'; UPDATE audit_received SET arrived_at = arrived_at + interval '2 seconds'
            rate                | UPDATE webhooks SET rate_limit_per_minute = 1
            in-flight           | UPDATE webhooks SET max_in_flight = 1; UPDATE audit_received SET answered_at = now()
            denied-addresses    | INSERT INTO audit_dials VALUES (now())
            denied-addresses    | UPDATE webhook_delivery_attempts SET outcome = 'rejected' WHERE outcome = 'blocked'
            secrets             | UPDATE audit_searched SET found = 'a secret'
            tenants             | UPDATE audit_published SET user_id = 99 WHERE event_id = :message::uuid
            tenants             | UPDATE webhook_events SET user_id = 99 WHERE event_id = :message::uuid
            nothing-left        | UPDATE audit_nodes SET threads_left = 'webhook-claimer'
            nothing-left        | UPDATE audit_nodes SET threads_left = NULL
            nothing-left        | UPDATE audit_rest SET leased = 1
            nothing-left        | UPDATE audit_rest SET connections = 1
            host-transactions   | UPDATE audit_transactions SET error = 'refused'
            host-transactions   | UPDATE audit_transactions SET ended_at = began_at + interval '4 seconds'
            host-transactions   | INSERT INTO audit_transactions SELECT began_at - interval '1 day', began_at - interval '1 day' FROM audit_transactions; UPDATE audit_transactions SET ended_at = ended_at + interval '100 milliseconds' WHERE began_at > now() - interval '2 hours'
            metrics             | UPDATE audit_nodes SET attempted = attempted - 1
            metrics             | UPDATE audit_nodes SET attempted = attempted + 1, killed_at = now()
            """)
    void aFalsifiedRunIsFoundOut(String invariant, String falsification) throws Exception {
        String sql = falsification
                .replaceAll(
                        ":repeat\\(([^)]*)\\)", Matcher.quoteReplacement(REPEAT).replace(":node", "'$1'"))
                .replace(":one", ONE)
                .replace(":message", ITS_MESSAGE)
                .replace(":at", "now()");
        assertThat(auditAfter(sql)).contains(invariant);
    }

    /** Returns the names of the invariants that don't hold after a statement. */
    private List<String> auditAfter(String falsification) throws SQLException {
        try (Connection connection = application.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(falsification);
            List<Audit.Finding> findings = Audit.run(
                    connection,
                    Stream.concat(Audit.OF_KILLS.stream(), Audit.OF_CHAOS.stream())
                            .distinct()
                            .toList());
            connection.rollback();
            return findings.stream()
                    .filter(finding -> !finding.holds())
                    .map(Audit.Finding::name)
                    .toList();
        }
    }
}
