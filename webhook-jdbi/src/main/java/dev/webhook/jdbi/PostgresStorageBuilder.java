package dev.webhook.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.InvalidConfigurationException;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.signing.SecretCipher;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link PostgresStorage}. Only {@link #secrets} is required.
 *
 * <p>Nothing is checked before {@link #build()}, which reports all mistakes together and repairs none. Mutable and not
 * thread-safe.
 */
public final class PostgresStorageBuilder {

    /**
     * The fewest connections a dispatcher works with: two for the router, who reads while its transaction is open, and one
     * each for claimer, recorder, reconciler and circuit breaker.
     */
    static final int FEWEST_CONNECTIONS = 6;

    private static final int HIKARI_DEFAULT_CONNECTIONS = 10;

    private final @Nullable DataSource dataSource;
    private final @Nullable HikariConfig pool;
    String schema = WebhookSchema.DEFAULT_SCHEMA;

    @Nullable
    DataSource owner;

    RetentionPolicy retention = RetentionPolicy.defaults();
    TimeLimits limits = TimeLimits.DEFAULT;

    private @Nullable SecretCipher secrets;

    /** One of the two is given. */
    PostgresStorageBuilder(@Nullable DataSource dataSource, @Nullable HikariConfig pool) {
        this.dataSource = dataSource;
        this.pool = pool;
    }

    /**
     * Sets the schema that holds the tables. Set it if the tables shall stand apart from the application's. Defaults to
     * {@value WebhookSchema#DEFAULT_SCHEMA}.
     */
    public PostgresStorageBuilder schema(String schema) {
        this.schema = schema;
        return this;
    }

    /**
     * Sets how secrets are encrypted at rest: {@link SecretCipher#encrypting}, or {@link SecretCipher#plainText()} if they
     * may lie open in the database and its backups. Required.
     */
    public PostgresStorageBuilder secrets(SecretCipher cipher) {
        this.secrets = cipher;
        return this;
    }

    /**
     * Sets connections of the role that owns the tables, for partitions and housekeeping. Set it if the application's
     * role may not create tables. They are used at most two at a time by one node. Defaults to the connections of
     * everything else.
     */
    public PostgresStorageBuilder owner(DataSource owner) {
        this.owner = owner;
        return this;
    }

    /**
     * Sets how long what is kept, and where it goes then. A started dispatcher sees to it. Defaults to
     * {@link RetentionPolicy#defaults()}: events 30 days and a year in the archive's table, deliveries 90 days.
     */
    public PostgresStorageBuilder retention(RetentionPolicy policy) {
        this.retention = policy;
        return this;
    }

    /**
     * Returns the storage.
     *
     * @throws InvalidConfigurationException naming every mistake, or every library that is missing or too old; no
     *     connection was opened
     * @throws RuntimeException if a pool of its own can't be opened, as HikariCP says
     */
    public PostgresStorage build() {
        StorageLibraries.require();
        List<String> problems = new ArrayList<>();
        if (dataSource != null && dataSource.getClass().getSimpleName().startsWith("TransactionAware")) {
            problems.add("the storage ends its transactions, and would end the application's on "
                    + dataSource.getClass().getName() + "; give it the pool itself, and the transaction-aware one to"
                    + " TransactionalPublisher");
        }
        if (secrets == null) {
            problems.add(
                    "secrets is missing: set SecretCipher.encrypting(keyRing), or SecretCipher.plainText() if secrets"
                            + " may lie open in the database");
        }
        if (schema.isBlank() || schema.indexOf('\0') >= 0) {
            problems.add("schema must not be blank");
        }
        int connections = mostConnections();
        if (connections < FEWEST_CONNECTIONS) {
            problems.add("the pool must have at least " + FEWEST_CONNECTIONS
                    + " connections for the dispatcher's loops," + " not " + connections);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        SecretCipher cipher = Objects.requireNonNull(secrets);
        if (pool == null) {
            return new PostgresStorage(this, Objects.requireNonNull(dataSource), null, cipher);
        }
        HikariDataSource own = new HikariDataSource(pool);
        return new PostgresStorage(this, own, own, cipher);
    }

    /** Returns how many connections the pool has, as far as that can be known. */
    private int mostConnections() {
        HikariConfig known = pool == null ? hikari() : pool;
        int size = known == null ? Integer.MAX_VALUE : known.getMaximumPoolSize();
        return size < 0 ? HIKARI_DEFAULT_CONNECTIONS : size;
    }

    private @Nullable HikariConfig hikari() {
        try {
            return dataSource != null && dataSource.isWrapperFor(HikariDataSource.class)
                    ? dataSource.unwrap(HikariDataSource.class)
                    : null;
        } catch (SQLException e) {
            return null; // a pool that can't tell what it is, is none of HikariCP
        }
    }
}
