package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Publishing in a transaction that Spring manages. */
@ExtendWith(PostgresExtension.class)
class SpringTransactionIT {

    private final DataSource dataSource;
    private final WebhookDispatcher dispatcher;
    private final TransactionalPublisher publisher;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;

    SpringTransactionIT(PostgresClock clock) {
        TestStorage storage = TestStorage.on(clock).emptied();
        dataSource = new TransactionAwareDataSourceProxy(storage.dataSource());
        dispatcher = WebhookDispatcher.builder().storage(storage.storage()).build();
        publisher = storage.storage().publisher(dispatcher);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(storage.dataSource()));
        jdbc = new JdbcTemplate(storage.dataSource());
        jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id integer)");
    }

    @AfterEach
    void close() {
        jdbc.execute("DROP TABLE orders");
        dispatcher.close();
    }

    private PublishReceipt order() {
        jdbc.update("INSERT INTO orders VALUES (1)");
        return publisher.publish(
                dataSource, NewEvent.forUser(42, "order.created").json("1"));
    }

    private int rows(String table) {
        return jdbc.queryForObject("SELECT count(*) FROM " + table, Integer.class);
    }

    @Test
    void anEventCommitsWithTheTransaction() {
        PublishReceipt receipt = transaction.execute(status -> order());

        assertThat(receipt.ids()).hasSize(1);
        assertThat(rows("orders")).isOne();
        assertThat(rows("webhook_event_inbox")).isOne();
    }

    @Test
    void anEventIsRolledBackWithTheTransaction() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    order();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(rows("orders")).isZero();
        assertThat(rows("webhook_event_inbox")).isZero();
    }

    @Test
    void withoutATransactionNothingIsPublished() {
        assertThatThrownBy(this::order).isInstanceOf(IllegalStateException.class);

        assertThat(rows("webhook_event_inbox")).isZero();
    }

    @Test
    void theStorageItselfTakesNoPartInTheApplicationsTransactions() {
        assertThatThrownBy(() -> PostgresStorage.builder(dataSource)
                        .secrets(TestStorage.cipher())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction");
    }
}
