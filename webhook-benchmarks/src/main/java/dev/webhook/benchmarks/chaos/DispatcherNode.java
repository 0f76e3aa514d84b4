package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.WebhookDispatcher;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.PostgresStorageBuilder;
import dev.webhook.signing.SecretCipher;
import java.io.IOException;
import java.time.Duration;

/**
 * One node, in a JVM of its own: delivers until its standard input ends, or until it is killed. {@link KillDispatcher}
 * starts it.
 *
 * <p>Not thread-safe.
 */
public final class DispatcherNode {

    static final String URL_VARIABLE = "CHAOS_JDBC_URL";

    private DispatcherNode() {}

    /**
     * Runs the node; the database comes by an environment variable, which other users can't read.
     *
     * @param args the node's name, and the most attempts at a time
     */
    public static void main(String[] args) throws IOException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(System.getenv(URL_VARIABLE));
        PostgresStorage storage = storage(PostgresStorage.pooled(pool));
        try (WebhookDispatcher dispatcher = dispatcher(storage, args[0], Integer.parseInt(args[1]))) {
            dispatcher.start();
            while (System.in.read() >= 0) {
                // whatever is typed, it goes on
            }
        }
    }

    static PostgresStorage storage(PostgresStorageBuilder builder) {
        return builder.schema(Ledger.SCHEMA).secrets(SecretCipher.plainText()).build();
    }

    static WebhookDispatcher dispatcher(PostgresStorage storage, String name, int slots) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .userAgent(name) // by which the receiver's log and the attempts on record tell nodes apart
                .maxTimeout(Duration.ofSeconds(30)) // the shortest, so that a killed node's leases end soon
                .maxConcurrentAttempts(slots)
                .build();
    }
}
