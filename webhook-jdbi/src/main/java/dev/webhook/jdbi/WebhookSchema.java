package dev.webhook.jdbi;

import dev.webhook.InvalidConfigurationException;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.RetentionPolicy;
import java.util.List;
import java.util.Optional;
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
     * @throws dev.webhook.InvalidConfigurationException naming every library that is missing or too old, or the database's
     *     encoding if that isn't UTF-8; nothing was changed
     */
    public static void migrate(DataSource owner, String schema) {
        StorageLibraries.require();
        Database database = new Database(owner, schema);
        requireUtf8(database);
        flyway(owner, schema).load().migrate();
        new Partitions(database).makeAhead(database.now());
    }

    /** Texts of any other encoding would be refused one by one, in the transactions that publish them. */
    private static void requireUtf8(Database database) {
        Optional<String> other = database.read(handle -> handle.createQuery("SELECT current_database() || ' is '"
                        + " || current_setting('server_encoding') WHERE current_setting('server_encoding') <> 'UTF8'")
                .mapTo(String.class)
                .findOne());
        if (other.isPresent()) {
            throw new InvalidConfigurationException(List.of("the encoding of the database " + other.get()
                    + ", in which not every event can be stored; create one with ENCODING 'UTF8'"));
        }
    }

    /**
     * Keeps the tables in order, as a started dispatcher's housekeeper does: makes partitions ahead, archives and drops
     * old ones, removes what else is over. For a scheduled job, once a day at least, if no dispatcher has the owner's
     * connections. If another node is about to drop partitions, that is left to it.
     *
     * @param owner connections of the role that owns the tables, two at least
     * @param schema where the tables are
     * @param policy how long what is kept
     * @return what was done, and what could not be
     * @throws dev.webhook.store.StoreUnavailableException if the database can't be reached
     */
    public static HousekeepingReport maintain(DataSource owner, String schema, RetentionPolicy policy) {
        Database database = new Database(owner, schema);
        return new PostgresHousekeeping(database, new Partitions(database), policy).run((partition, rows) -> {});
    }

    /**
     * Returns the statements that grant an application's role what it needs and no more, which is no right to create,
     * alter or drop. Run them as the owner, after each {@link #migrate}.
     */
    public static String grants(String schema, String role) {
        return new Statements(schema).script("grants").replace(":\"role\"", Statements.quoted(role));
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
