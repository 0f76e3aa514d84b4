package dev.webhook.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.server.PostgresClock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** A migrated database, the storage on it, and the clock of both; one for each test class. Thread-safe. */
final class TestStorage {

    private static final Map<String, TestStorage> BY_URL = new ConcurrentHashMap<>();

    private final PostgresClock clock;
    private final HikariDataSource pool;
    private final PostgresStorage storage;

    private TestStorage(PostgresClock clock, DataSource dataSource) {
        this.clock = clock;
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        this.pool = new HikariDataSource(config);
        WebhookSchema.migrate(pool);
        this.storage = PostgresStorage.builder(pool).secrets(cipher()).build();
    }

    /** Returns the storage of the database that has {@code clock}. */
    static TestStorage on(PostgresClock clock) {
        return BY_URL.computeIfAbsent(clock.url(), url -> new TestStorage(clock, clock.dataSource()));
    }

    static SecretCipher cipher() {
        return SecretCipher.encrypting(
                KeyRing.builder().primary("k1", new byte[KeyRing.KEY_BYTES]).build());
    }

    /** Empties the queue and the inbox. */
    TestStorage emptied() {
        Jdbi.create(pool)
                .useHandle(handle ->
                        handle.execute("TRUNCATE webhook_queue, webhook_lanes, webhook_event_inbox, webhook_circuits"));
        return this;
    }

    PostgresStorage storage() {
        return storage;
    }

    PostgresClock clock() {
        return clock;
    }

    DataSource dataSource() {
        return pool;
    }

    Instant now() {
        return clock.now();
    }
}
