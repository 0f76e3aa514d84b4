package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for an InfluxDB, the nearest to the user's wish first. Used by one thread. */
final class InfluxLadder {

    static final String VARIABLE = "WEBHOOK_TEST_INFLUXDB_URL";

    private static final Logger log = LoggerFactory.getLogger(InfluxLadder.class);

    private final Map<String, String> environment;
    private final Path userHome;
    private final List<String> tried = new ArrayList<>();

    InfluxLadder(Map<String, String> environment, Path userHome) {
        this.environment = environment;
        this.userHome = userHome;
    }

    static InfluxLadder ofThisMachine() {
        return new InfluxLadder(System.getenv(), Path.of(System.getProperty("user.home", "/tmp")));
    }

    InfluxServer find() {
        String url = environment.getOrDefault(VARIABLE, "");
        InfluxServer server = url.isBlank() ? started() : named(url);
        log.info("Tests use {}", server);
        return server;
    }

    /** What the user named is taken or refused, never replaced by another. */
    private static InfluxServer named(String url) {
        try {
            return new InfluxServer(InfluxServer.Source.ENVIRONMENT, URI.create(url), () -> {});
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "no InfluxDB for tests: the server that " + VARIABLE
                            + " names (like http://host:8086) doesn't answer: " + e.getMessage(),
                    e);
        }
    }

    private InfluxServer started() {
        InfluxServer container = container();
        if (container != null) {
            return container;
        }
        try {
            InfluxProcess process = InfluxProcess.start(
                    environment.getOrDefault("PATH", ""), userHome.resolve(".cache/webhook-testkit"));
            return new InfluxServer(InfluxServer.Source.PROCESS, process.uri(), process::close);
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "no InfluxDB for tests: " + VARIABLE + " isn't set, " + String.join(", ", tried)
                            + ", and no process could be started: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable InfluxServer container() {
        if (!DockerEngine.inSight(environment, userHome)) {
            tried.add("no Docker engine is in sight");
            return null;
        }
        try {
            return InfluxContainer.start();
        } catch (NoClassDefFoundError e) {
            tried.add("Testcontainers isn't on the class path");
        } catch (IOException | RuntimeException e) {
            log.info("No container for tests: {}", e.getMessage());
            tried.add("Testcontainers started no container (" + e.getMessage() + ")");
        }
        return null;
    }
}
