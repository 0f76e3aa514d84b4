package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dispatcher is at work when its PostgreSQL falls into a bad state, and still is when that ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // no interrupt ends a wait for the server
@SuppressWarnings("try") // what a state holds is there to be let go of
class BadStatesIT {

    private static final Duration STAY = Duration.ofMillis(500);

    /** The longest back-off, and what is left to do then. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static PostgresProcess server;
    private static PostgresDatabase database;
    private static PostgresClock clock;

    private RunningNode node;
    private LogLines log;

    @BeforeAll
    static void startServer() {
        server = PostgresProcess.builder().set("fsync", "off").start();
        database = server.server().createDatabase("bad_states");
        WebhookSchema.migrate(database.dataSource());
        clock = PostgresClock.install(database);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startNode() {
        log = new LogLines();
        node = new RunningNode(database, clock);
        node.putAttemptsUnderWay();
    }

    @AfterEach
    void close() {
        node.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource({"webhook_event_inbox, 2", "webhook_deliveries, 1", "webhook_delivery_attempts, 6"})
    void commitsWhoseRepliesAreLost(String table, int replies) {
        node.wire().loseReplies("INTO \"public\"." + table, replies);

        node.letAnswer();
        node.publish();

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isOne();
        assertThat(node.wire().repliesToLose()).isZero();
        assertSaidOnce();
    }

    @Test
    void aPublishOfWhichEveryReplyIsLostIsInDoubt() {
        node.wire().loseReplies("INTO \"public\".webhook_event_inbox", 6);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(node::publish);

        node.letAnswer();
        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isOne();
    }

    @Test
    void serverRestart() {
        server.kill();
        node.letAnswer();
        assertPublishThrows("08");
        awaitFailuresOf("recorder", "router", "claimer", "reconciler");
        stay();

        server.restart();

        // HikariCP has a back-off of its own, of up to 5 s
        RunningNode.await(
                "the pool has connected",
                () -> node.pool().getHikariPoolMXBean().getTotalConnections() > 0);
        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isZero();
        assertSaidOnce("recorder", "router", "claimer", "reconciler");
    }

    @Test
    void everyConnectionTerminated() throws SQLException {
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" + node.name() + "'");
        node.letAnswer();
        node.publish();

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isOne();
        assertSaidOnce();
    }

    @Test
    void readOnlyServer() throws SQLException {
        run("ALTER SYSTEM SET default_transaction_read_only = on");
        run("SELECT pg_reload_conf()");
        try {
            node.publishReadWrite();
            awaitFailuresOf("router");
            node.letAnswer();
            assertPublishThrows("25006");
            awaitFailuresOf("recorder", "reconciler");
            stay();
        } finally {
            run("ALTER SYSTEM RESET default_transaction_read_only");
            run("SELECT pg_reload_conf()");
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isOne();
        assertSaidOnce("recorder", "router", "reconciler");
    }

    @Test
    void noRoomForAttempts() throws SQLException {
        try (Trigger ignored = Trigger.diskFull("webhook_delivery_attempts")) {
            node.letAnswer();
            awaitFailuresOf("recorder");
            for (int i = 0; i < 30; i++) {
                node.publish();
            }
            RunningNode.await("all are routed", () -> node.furtherRouted() == 30);
            clock.advance(Duration.ofMinutes(10)); // all leases are over
            stay();
            assertThat(node.furtherRequests())
                    .as("claimed though no outcome can be recorded")
                    .isZero();
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isEqualTo(30);
        assertSaidOnce("recorder");
    }

    @Test
    void noRoomForDeliveries() throws SQLException {
        try (Trigger ignored = Trigger.diskFull("webhook_deliveries")) {
            node.letAnswer();
            node.publish();
            awaitFailuresOf("recorder", "router");
            stay(node::publish);
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertSaidOnce("recorder", "router");
    }

    @Test
    void noRoomForEvents() throws SQLException {
        try (Trigger ignored = Trigger.diskFull("webhook_event_inbox")) {
            assertPublishThrows("53100");
            node.letAnswer();
            assertThat(node.awaitDeliveries()).isLessThan(SOON);
        }

        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isZero();
        assertSaidOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCK TABLE webhook_deliveries", "SELECT FROM webhook_lanes FOR UPDATE"})
    void locksHeldForLong(String lock) throws SQLException {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(lock);
            node.letAnswer();
            node.publish();
            awaitFailuresOf("recorder", "router", "reconciler");
            stay();
            other.rollback();
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isOne();
        assertSaidOnce("recorder", "router", "reconciler");
    }

    @Test
    void publishingMeetsALock() throws SQLException {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE webhook_event_inbox");
            assertPublishThrows("57014");
            other.rollback();
        }
        node.letAnswer();

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isZero();
    }

    @Test
    void statementsThatTakeTooLong() throws SQLException {
        try (Trigger ignored = Trigger.slow("webhook_delivery_attempts")) {
            node.letAnswer();
            awaitFailuresOf("recorder");
            stay();
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertSaidOnce("recorder");
        assertThat(log.with("57014")).hasSize(1);
    }

    @Test
    void poolExhausted() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        while (taken.size() < node.pool().getMaximumPoolSize()) {
            try {
                taken.add(node.pool().getConnection());
            } catch (SQLTransientConnectionException e) {
                assertThat(e.getMessage()).contains("timed out"); // a loop was faster
            }
        }
        node.letAnswer();
        assertPublishThrows("active=10");
        awaitFailuresOf("recorder", "router", "claimer", "reconciler");
        stay();
        for (Connection connection : taken) {
            connection.close();
        }

        assertThat(node.awaitDeliveries()).isLessThan(SOON);
        node.assertNothingLostOrDoubled();
        assertThat(node.stored()).isZero();
        assertSaidOnce("recorder", "router", "claimer", "reconciler");
    }

    private void assertPublishThrows(String part) {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(node::publish)
                .withMessageContaining(part);
    }

    private void awaitFailuresOf(String... loops) {
        for (String loop : loops) {
            RunningNode.await(
                    loop + " fails", () -> !faults(node.name() + "-" + loop).isEmpty());
        }
    }

    private void stay() {
        stay(() -> {});
    }

    /** Lets the state last, and asserts that the loops neither flood the server nor spin, whatever wakes them. */
    private void stay(Runnable often) {
        long began = System.nanoTime();
        Duration cpu = node.cpuTime();
        int asked = node.wire().statements() + node.wire().connections();
        AtomicInteger times = new AtomicInteger();
        RunningNode.await("it has lasted", () -> {
            often.run();
            times.incrementAndGet();
            return System.nanoTime() - began >= STAY.toNanos();
        });
        assertThat(ends()).as("said to be over").isEmpty();
        assertThat(node.wire().statements() + node.wire().connections() - asked)
                .as("statements and connections in " + STAY)
                .isLessThan(100 + times.get());
        assertThat(node.cpuTime().minus(cpu)).as("CPU time").isLessThan(STAY.dividedBy(4));
    }

    /** Asserts that the loops named have failed, and that whatever failed has said so once, and once that it works again. */
    private void assertSaidOnce(String... loops) {
        for (String loop : loops) {
            assertThat(faults(node.name() + "-" + loop)).as(loop).hasSize(1);
        }
        assertThat(faults("").stream().map(BadStatesIT::subject)).doesNotHaveDuplicates();
        assertThat(ends().stream().map(BadStatesIT::subject))
                .doesNotHaveDuplicates()
                .containsAll(
                        faults(node.name()).stream().map(BadStatesIT::subject).toList());
    }

    private List<String> faults(String subject) {
        return log.with("(WARN|ERROR) dev.webhook.WebhookDispatcher - " + subject);
    }

    private List<String> ends() {
        return log.with("INFO dev.webhook.WebhookDispatcher - .* again after ");
    }

    private static String subject(String line) {
        return line.replaceAll("^.*?WebhookDispatcher - | (failed|works|can't|can) .*", "");
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does something bad before a table is written to. */
    private static final class Trigger implements AutoCloseable {

        private final String table;

        private Trigger(String table, String bad) throws SQLException {
            this.table = table;
            run("CREATE OR REPLACE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + bad
                    + "; RETURN NULL; END $$");
            run("CREATE TRIGGER bad BEFORE INSERT OR UPDATE OR DELETE ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION bad()");
        }

        static Trigger diskFull(String table) throws SQLException {
            return new Trigger(
                    table,
                    "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'");
        }

        static Trigger slow(String table) throws SQLException {
            return new Trigger(table, "PERFORM pg_sleep(30)");
        }

        @Override
        public void close() throws SQLException {
            run("DROP TRIGGER bad ON " + table);
        }
    }
}
