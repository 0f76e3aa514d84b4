package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.PartitionProblem;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application's role that may only read and write rows. */
@ExtendWith(PostgresExtension.class)
class GrantsIT {

    private static final Logger log = LoggerFactory.getLogger(GrantsIT.class);

    private final RetentionFixture fixture;
    private final String role = "Web\"hook " + UUID.randomUUID();
    private HikariDataSource application;

    GrantsIT(PostgresClock clock) {
        fixture = new RetentionFixture(clock);
    }

    @BeforeEach
    void makeTheRole() {
        String quoted = Statements.quoted(role);
        fixture.with(handle -> handle.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC"));
        fixture.with(handle -> handle.execute("CREATE ROLE " + quoted));
        fixture.with(handle ->
                handle.createScript(WebhookSchema.grants("public", role)).execute());
        HikariConfig config = new HikariConfig();
        config.setDataSource(fixture.storage.clock().dataSource());
        config.setMaximumPoolSize(6);
        config.setMinimumIdle(0);
        config.setConnectionInitSql("SET ROLE " + quoted);
        application = new HikariDataSource(config);
    }

    @AfterEach
    void dropTheRole() {
        application.close();
        String quoted = Statements.quoted(role);
        fixture.with(handle -> handle.execute("DROP OWNED BY " + quoted));
        fixture.with(handle -> handle.execute("DROP ROLE " + quoted));
    }

    private PostgresStorage storage() {
        return PostgresStorage.builder(application)
                .secrets(TestStorage.cipher())
                .build();
    }

    @Test
    void theRoleStoresAndRunsTheQueueAndCircuits() {
        Instant now = fixture.database.now();
        fixture.partitions.makeAhead(now);
        Partitions partitions = new Partitions(new Database(application, "public"));
        partitions.requireEvents(List.of(now));
        partitions.requireDeliveries(List.of(now));

        Jdbi.create(application).useTransaction(handle -> {
            UUID event = Rows.event(handle, now);
            Rows.inbox(handle, event);
            UUID delivery = Rows.delivery(handle, event, now, "failed");
            Rows.deadLetter(handle, delivery, "resolved", now.minus(Duration.ofDays(8)));
            handle.execute("SELECT webhook_id_time(event_id), nextval('webhook_claims') FROM webhook_events");
            handle.execute("UPDATE webhook_config SET config_version = config_version + 1");
        });
        assertThat(storage().queue().status()).isNotNull();
        CircuitBreaker circuits = storage().circuitBreaker(CircuitPolicy.defaults());
        EndpointId endpoint = EndpointId.at(now);
        assertThat(circuits.admit(endpoint)).isInstanceOf(CircuitAdmission.Permit.class);
    }

    @Test
    void theRoleCanNotMakeAPartitionAndIsToldAtOnceWhoCan() {
        Partitions partitions = new Partitions(new Database(application, "public"));
        long start = System.nanoTime();

        assertThatThrownBy(() -> partitions.requireEvents(List.of(Instant.parse("2041-01-01T00:00:00Z"))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("webhook_events_2041_01_01")
                .hasMessageContaining("WebhookSchema.maintain");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void theRolesHousekeepingRemovesLeftoversAndNamesThePartitionsThatAreMissing() {
        Instant now = fixture.database.now();
        fixture.with(handle -> Rows.deadLetter(handle, UUID.randomUUID(), "discarded", now.minus(Duration.ofDays(8))));

        HousekeepingReport report = storage().housekeeping().orElseThrow().run((name, rows) -> {});

        assertThat(report.made()).isEmpty();
        assertThat(report.removed()).containsEntry("webhook_dlq", 1L);
        assertThat(report.problems())
                .extracting(PartitionProblem::name)
                .contains(PartitionedTable.EVENTS.at(now).name());
    }

    @Test
    void aScheduledJobOfTheOwnersMakesAndDropsThem() {
        Instant now = fixture.database.now();
        fixture.event(now.minus(Duration.ofDays(40)));
        fixture.delivery(UUID.randomUUID(), now.minus(Duration.ofDays(150)), "failed");

        DataSource owner = fixture.storage.dataSource();
        // snippet: maintain
        HousekeepingReport report = WebhookSchema.maintain(owner, "public", RetentionPolicy.defaults());
        report.problems().forEach(problem -> log.warn("Partition {}: {}", problem.name(), problem.problem()));
        // end
        assertThat(report.problems()).isEmpty();
        assertThat(report.made()).contains(PartitionedTable.EVENTS.at(now).name());
        assertThat(report.dropped()).extracting(DroppedPartition::archive).contains("webhook_events_archive");
        assertThat(report.dropped()).hasSize(3);
        assertThat(storage().housekeeping().orElseThrow().run((name, rows) -> {}))
                .isEqualTo(HousekeepingReport.NOTHING);
    }

    @Test
    void everyTableIsGrantedButTheHistory() {
        List<String> ungranted = fixture.with(handle ->
                handle.createQuery("""
                        SELECT relname FROM pg_class
                        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND NOT relispartition
                          AND relname LIKE 'webhook%' AND NOT has_table_privilege(:role, oid, 'SELECT')
                          AND NOT (relkind = 'S' AND has_sequence_privilege(:role, oid, 'USAGE'))""").bind("role", role).mapTo(String.class).list());

        assertThat(ungranted).containsExactly(WebhookSchema.HISTORY_TABLE);
    }
}
