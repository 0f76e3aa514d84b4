package dev.webhook.jdbi;

import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The tables of the library: makes them and brings them up to date.
 *
 * <p>Migrations only expand: nodes of this version and of the one before work on the same schema. They have a history
 * table of their own, {@value #HISTORY_TABLE}, so that they don't meet with the application's migrations.
 *
 * <p>Thread-safe; any number of nodes may migrate at once.
 */
public final class WebhookSchema {

    /** The schema that is used unless another is named. */
    public static final String DEFAULT_SCHEMA = "public";

    /** The history of the migrations. */
    public static final String HISTORY_TABLE = "webhook_schema_history";

    /** Where Flyway finds the migrations. */
    public static final String LOCATION = "classpath:dev/webhook/jdbi/schema";

    private WebhookSchema() {}

    /** Migrates the schema {@value #DEFAULT_SCHEMA}; see {@link #migrate(DataSource, String)}. */
    public static void migrate(DataSource owner) {
        migrate(owner, DEFAULT_SCHEMA);
    }

    /**
     * Makes the tables or brings them up to date, and makes the partitions for the time ahead.
     *
     * @param owner connections of a role that may create tables in {@code schema}
     * @param schema where the tables are; it is created if it doesn't exist
     * @throws org.flywaydb.core.api.FlywayException if a migration failed; it changed nothing
     */
    public static void migrate(DataSource owner, String schema) {
        flyway(owner, schema).load().migrate();
        new Partitions(new Database(owner, schema)).makeAhead(Instant.now());
    }

    /**
     * Returns the configuration by which {@link #migrate(DataSource, String)} runs Flyway, for an application that runs
     * it by itself; {@link #LOCATION} is in it.
     */
    public static FluentConfiguration flyway(DataSource owner, String schema) {
        return Flyway.configure(WebhookSchema.class.getClassLoader())
                .dataSource(owner)
                .locations(LOCATION)
                .defaultSchema(schema)
                .createSchemas(true)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .table(HISTORY_TABLE);
    }
}
