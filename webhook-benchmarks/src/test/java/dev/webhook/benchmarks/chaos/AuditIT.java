package dev.webhook.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookDispatcher;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private final Application application;

    AuditIT(PostgresDatabase database) throws SQLException {
        application = new Application(database.loginUrl());
    }

    @BeforeAll
    void deliverWithoutFaults() throws Exception {
        try (Receiver receiver = Receiver.start();
                WebhookDispatcher node = DispatcherNode.dispatcher(application.storage(), "node-1", 40)) {
            application.subscribe(receiver);
            for (int committed = 0; committed < 60; ) {
                committed += application.publish(60 - committed);
            }
            node.start();
            awaitQuiet();
            try (Connection connection = application.connection()) {
                Ledger.received(connection, receiver.log());
                Ledger.nodes(connection, List.of(new Ledger.Node("node-1", 40, 0, null)));
            }
        }
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
        assertThat(auditAfter("DELETE FROM audit_nodes")).contains("unrecorded", "duplicates", "open-at-kill");
        assertThat(auditAfter("DELETE FROM audit_received")).contains("repeats", "no-silent-repeats");
        assertThat(auditAfter("DELETE FROM audit_published")).contains("one-delivery-each");
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
            one-delivery-each   | INSERT INTO audit_published SELECT gen_random_uuid(), event_type FROM audit_published LIMIT 1
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
            no-silent-repeats   | INSERT INTO audit_received (node, message_id, request_url, status, arrived_at) SELECT node, message_id, request_url, status, now() FROM audit_received WHERE message_id = :message
            repeats             | INSERT INTO audit_received (node, message_id, request_url, status, arrived_at) SELECT node, message_id, request_url, status, now() FROM audit_received WHERE message_id = :message
            unrecorded          | DELETE FROM webhook_delivery_attempts
            duplicates          | INSERT INTO audit_received (node, message_id, request_url, status, arrived_at) SELECT 'node-2', message_id, request_url, status, now() FROM audit_received WHERE message_id = :message
            open-at-kill        | UPDATE audit_nodes SET killed_at = now(), open_at_least = 1
            """)
    void aFalsifiedRunIsFoundOut(String invariant, String falsification) throws Exception {
        assertThat(auditAfter(falsification.replace(":one", ONE).replace(":message", ITS_MESSAGE)))
                .contains(invariant);
    }

    /** Returns the names of the invariants that don't hold after a statement. */
    private List<String> auditAfter(String falsification) throws SQLException {
        try (Connection connection = application.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(falsification);
            List<Audit.Finding> findings = Audit.run(connection);
            connection.rollback();
            return findings.stream()
                    .filter(finding -> !finding.holds())
                    .map(Audit.Finding::name)
                    .toList();
        }
    }
}
