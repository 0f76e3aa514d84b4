package dev.webhook.examples;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.PostgresStorageBuilder;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import javax.sql.DataSource;

/**
 * One node of the application, in a JVM of its own: delivers until its standard input ends, or until it is killed.
 * {@link PostgresQuickstart} starts it.
 *
 * <p>Not thread-safe.
 */
public final class DispatcherNode {

    static final String SCHEMA = "webhook_quickstart";
    static final String URL_VARIABLE = "QUICKSTART_JDBC_URL";
    static final String KEY_VARIABLE = "QUICKSTART_KEY";

    private DispatcherNode() {}

    /** Runs the node; database and key come by environment variables, which other users can't read. */
    public static void main(String[] args) throws IOException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(System.getenv(URL_VARIABLE));
        PostgresStorage storage = storage(PostgresStorage.pooled(pool), System.getenv(KEY_VARIABLE));
        try (WebhookDispatcher dispatcher = dispatcher(storage, new Printer())) {
            dispatcher.start();
            System.out.println("started");
            while (System.in.read() >= 0) {
                // whatever is typed, it goes on
            }
        }
    }

    static PostgresStorage storage(DataSource dataSource, String key) {
        return storage(PostgresStorage.builder(dataSource), key);
    }

    private static PostgresStorage storage(PostgresStorageBuilder builder, String key) {
        KeyRing keys = KeyRing.builder()
                .primary("quickstart", Base64.getDecoder().decode(key))
                .build();
        return builder.schema(SCHEMA).secrets(SecretCipher.encrypting(keys)).build();
    }

    static WebhookDispatcher dispatcher(PostgresStorage storage, WebhookListener listener) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxTimeout(Duration.ofSeconds(30)) // the shortest, so that a killed node's leases end soon
                .maxConcurrentAttempts(8)
                .listener(listener)
                .build();
    }

    private static final class Printer implements WebhookListener {
        @Override
        public void delivered(DeliveryReport report) {
            System.out.println("delivered " + report.event().data().text());
        }
    }
}
