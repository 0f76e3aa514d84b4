package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools that hosts have. */
@ExtendWith(PostgresExtension.class)
class PoolsIT {

    private final TestStorage storage;

    PoolsIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Test
    void aPoolWithoutAutoCommitLosesNothingAndKeepsItsMode() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(storage.clock().dataSource());
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        NewEvent event = NewEvent.forUser(42, "order.created").json("1");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresStorage onPool =
                    new PostgresStorage(PostgresStorage.builder(pool), pool, null, TestStorage.cipher());
            try (WebhookDispatcher dispatcher =
                    WebhookDispatcher.builder().storage(onPool).build()) {
                EventId plain = dispatcher.publish(event);
                EventId keyed = dispatcher.publish(event.idempotencyKey("k"));

                assertThat(storage.storage().events().find(plain)).isPresent();
                assertThat(storage.storage().events().find(keyed)).isPresent();
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
            }
        }
    }
}
