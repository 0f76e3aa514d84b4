package dev.webhook.jdbi.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.DispatcherBuilder;
import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.event.Event;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Spring, as the documentation shows it. */
@ExtendWith(PostgresExtension.class)
class SpringSnippetsIT {

    // snippet: spring-configuration
    @Configuration
    static class WebhookConfiguration {

        @Bean
        PostgresStorage webhookStorage(DataSource pool, SecretCipher secrets) {
            WebhookSchema.migrate(pool);
            return PostgresStorage.builder(pool).secrets(secrets).build();
        }

        @Bean(destroyMethod = "") // its lifecycle closes it
        WebhookDispatcher webhookDispatcher(PostgresStorage storage, ObjectProvider<WebhookListener> listeners) {
            DispatcherBuilder builder = WebhookDispatcher.builder().storage(storage);
            listeners.orderedStream().forEach(builder::listener);
            return builder.build();
        }

        @Bean
        WebhookLifecycle webhookLifecycle(WebhookDispatcher dispatcher) {
            return new WebhookLifecycle(dispatcher);
        }

        @Bean
        Webhooks webhooks(PostgresStorage storage, WebhookDispatcher dispatcher, DataSource pool) {
            return new Webhooks(storage.publisher(dispatcher), new TransactionAwareDataSourceProxy(pool));
        }
    }
    // end

    // snippet: spring-lifecycle
    static class WebhookLifecycle implements SmartLifecycle {

        private final WebhookDispatcher dispatcher;
        private volatile boolean running;

        WebhookLifecycle(WebhookDispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        public void start() {
            dispatcher.start();
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            dispatcher.close();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return 0; // starts before the web server, and stops after it has served its last request
        }
    }
    // end

    // snippet: spring-publish
    /** Publishes in the transaction of the calling thread. */
    record Webhooks(TransactionalPublisher publisher, DataSource transactionAware) {

        void publish(NewEvent... events) {
            PublishReceipt receipt = publisher.publish(transactionAware, events);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    receipt.committed();
                }
            });
        }
    }
    // end

    // snippet: spring-service
    static class Orders {

        private final JdbcTemplate jdbc;
        private final Webhooks webhooks;

        Orders(JdbcTemplate jdbc, Webhooks webhooks) {
            this.jdbc = jdbc;
            this.webhooks = webhooks;
        }

        @Transactional
        public void place(long user, int amount) {
            webhooks.publish(NewEvent.forUser(user, "order.placed").json("{\"amount\": " + amount + "}"));
            jdbc.update("INSERT INTO orders (user_id, amount) VALUES (?, ?)", user, amount);
        }
    }
    // end

    /** What an application has besides. */
    @Configuration
    @EnableTransactionManagement
    @Import(WebhookConfiguration.class)
    static class Application {

        @Bean
        SecretCipher secrets() {
            return SecretCipher.encrypting(
                    KeyRing.builder().primary("k1", new byte[KeyRing.KEY_BYTES]).build());
        }

        @Bean
        DataSourceTransactionManager transactionManager(DataSource pool) {
            return new DataSourceTransactionManager(pool);
        }

        @Bean
        JdbcTemplate jdbc(DataSource pool) {
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            jdbc.execute("CREATE TABLE IF NOT EXISTS orders (user_id bigint, amount integer CHECK (amount > 0))");
            return jdbc;
        }

        @Bean
        Orders orders(JdbcTemplate jdbc, Webhooks webhooks) {
            return new Orders(jdbc, webhooks);
        }
    }

    private final BlockingQueue<Event> routed = new LinkedBlockingQueue<>();
    private final List<Event> published = new ArrayList<>();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final List<Boolean> stoppedWhenThePoolClosed = new ArrayList<>();
    private final WebhookLifecycle lifecycle;

    SpringSnippetsIT(PostgresDatabase database) {
        HikariDataSource pool = new HikariDataSource() {
            @Override
            public void close() {
                stoppedWhenThePoolClosed.add(!lifecycle().isRunning());
                super.close();
            }
        };
        pool.setDataSource(database.dataSource());
        context.registerBean(DataSource.class, () -> pool);
        context.registerBean(WebhookListener.class, () -> new WebhookListener() {
            @Override
            public void published(Event event) {
                published.add(event);
            }

            @Override
            public void routed(Event event, int deliveries) {
                routed.add(event);
            }
        });
        context.register(Application.class);
        context.refresh();
        lifecycle = context.getBean(WebhookLifecycle.class);
    }

    private WebhookLifecycle lifecycle() {
        return lifecycle;
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void whatCommitsIsFannedOutAndWhatRollsBackNeverWas() throws InterruptedException {
        Orders orders = context.getBean(Orders.class);

        assertThatThrownBy(() -> orders.place(42, -1)).hasMessageContaining("amount");
        orders.place(42, 7);

        assertThat(routed.poll(30, TimeUnit.SECONDS))
                .extracting(event -> event.data().text())
                .isEqualTo("{\"amount\": 7}");
        assertThat(published).hasSize(1);
        assertThat(routed).isEmpty();
    }

    @Test
    void theDispatcherStopsBeforeThePoolCloses() {
        WebhookDispatcher dispatcher = context.getBean(WebhookDispatcher.class);
        assertThat(lifecycle.isRunning()).isTrue();

        context.close();

        assertThat(stoppedWhenThePoolClosed).containsExactly(true);
        assertThatThrownBy(() ->
                        dispatcher.publish(NewEvent.forUser(42, "order.placed").json("1")))
                .isInstanceOf(IllegalStateException.class);
    }
}
