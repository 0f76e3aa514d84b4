package dev.webhook.jdbi;

import dev.webhook.signing.SecretCipher;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link PostgresStorage}. The secrets' cipher is required.
 *
 * <p>Mutable and not thread-safe.
 */
public final class PostgresStorageBuilder {

    final DataSource dataSource;
    String schema = WebhookSchema.DEFAULT_SCHEMA;

    @Nullable
    DataSource owner;

    private @Nullable SecretCipher secrets;

    PostgresStorageBuilder(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Sets the schema that holds the tables. Defaults to {@value WebhookSchema#DEFAULT_SCHEMA}. */
    public PostgresStorageBuilder schema(String schema) {
        this.schema = schema;
        return this;
    }

    /**
     * Sets how secrets are encrypted at rest; {@link SecretCipher#plainText()} keeps them as they are. Required.
     */
    public PostgresStorageBuilder secrets(SecretCipher cipher) {
        this.secrets = cipher;
        return this;
    }

    /**
     * Sets connections of the role that owns the tables, for partitions and housekeeping. Set it if the application's
     * role may not create tables. Defaults to the connections of everything else.
     */
    public PostgresStorageBuilder owner(DataSource owner) {
        this.owner = owner;
        return this;
    }

    /**
     * Returns the storage.
     *
     * @throws IllegalArgumentException if the cipher is missing
     */
    public PostgresStorage build() {
        if (secrets == null) {
            throw new IllegalArgumentException("secrets is missing: set SecretCipher.encrypting(keyRing), or"
                    + " SecretCipher.plainText() if they may lie open in the database");
        }
        return new PostgresStorage(this, secrets);
    }
}
