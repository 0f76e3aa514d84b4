package dev.webhook.testkit.server;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for a PostgreSQL, the nearest to the user's wish first. Used by one thread. */
final class PostgresLadder {

    static final String VARIABLE = "WEBHOOK_TEST_POSTGRES_URL";

    /** A crash loses nothing that a test would miss; a start and a commit are several times faster. */
    private static final Map<String, String> FAST =
            Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off");

    private static final Logger log = LoggerFactory.getLogger(PostgresLadder.class);

    private final Map<String, String> environment;
    private final Path userHome;
    private final List<String> tried = new ArrayList<>();

    PostgresLadder(Map<String, String> environment, Path userHome) {
        this.environment = environment;
        this.userHome = userHome;
    }

    static PostgresLadder ofThisMachine() {
        return new PostgresLadder(System.getenv(), Path.of(System.getProperty("user.home", "")));
    }

    PostgresServer find() {
        String url = environment.getOrDefault(VARIABLE, "");
        PostgresServer server = url.isBlank() ? started() : named(url);
        log.info("Tests use {}", server);
        return server;
    }

    /** What the user named is taken or refused, never replaced by another. */
    private static PostgresServer named(String url) {
        try {
            return PostgresServer.connect(PostgresServer.Source.ENVIRONMENT, url);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "no PostgreSQL for tests: the server that " + VARIABLE + " names doesn't answer: " + e.getMessage(),
                    e);
        }
    }

    private PostgresServer started() {
        PostgresServer container = container();
        if (container != null) {
            return container;
        }
        try {
            PostgresProcess.Builder builder = PostgresProcess.builder();
            FAST.forEach(builder::set);
            return builder.start().server();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "no PostgreSQL for tests: " + VARIABLE + " isn't set, " + String.join(", ", tried)
                            + ", and no process could be started: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable PostgresServer container() {
        if (!DockerEngine.inSight(environment, userHome)) {
            tried.add("no Docker engine is in sight");
            return null;
        }
        try {
            return PostgresContainer.start();
        } catch (NoClassDefFoundError e) {
            tried.add("Testcontainers isn't on the class path");
        } catch (SQLException | RuntimeException e) {
            log.info("No container for tests: {}", e.getMessage());
            tried.add("Testcontainers started no container (" + e.getMessage() + ")");
        }
        return null;
    }
}
