package dev.webhook.jdbi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the documentation shows of PostgreSQL. */
@ExtendWith(PostgresExtension.class)
class PostgresSnippetsIT {

    private final DataSource dataSource;

    PostgresSnippetsIT(PostgresDatabase database) {
        this.dataSource = database.dataSource();
    }

    @Test
    void eventsGoOutWithTheirDatasCommit() throws SQLException {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        // snippet: postgres
        WebhookSchema.migrate(dataSource);
        KeyRing keys = KeyRing.builder().primary("2026-11", key).build();
        PostgresStorage storage = PostgresStorage.builder(dataSource)
                .secrets(SecretCipher.encrypting(keys))
                .build();
        WebhookDispatcher dispatcher =
                WebhookDispatcher.builder().storage(storage).build().start();
        TransactionalPublisher publisher = storage.publisher(dispatcher);
        // end
        try (dispatcher;
                Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("CREATE TABLE orders (id int)");
            // snippet: transaction
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO orders VALUES (1)");
            }
            PublishReceipt receipt = publisher.publish(
                    connection, NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
            connection.commit();
            receipt.committed(); // optional: delivery begins at once instead of at the next look
            // end
            assertThat(storage.events().find(receipt.ids().get(0))).isPresent();
        }
        int orders = Jdbi.create(dataSource)
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM orders")
                        .mapTo(int.class)
                        .one());
        assertThat(orders).isOne();
    }
}
