package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for a Redis, the nearest to the user's wish first. Used by one thread. */
final class RedisLadder {

    static final String VARIABLE = "WEBHOOK_TEST_REDIS_URL";

    private static final Logger log = LoggerFactory.getLogger(RedisLadder.class);

    private final Map<String, String> environment;
    private final Path userHome;
    private final List<String> tried = new ArrayList<>();

    RedisLadder(Map<String, String> environment, Path userHome) {
        this.environment = environment;
        this.userHome = userHome;
    }

    static RedisLadder ofThisMachine() {
        return new RedisLadder(System.getenv(), Path.of(System.getProperty("user.home", "")));
    }

    RedisServer find() {
        String url = environment.getOrDefault(VARIABLE, "");
        RedisServer server = url.isBlank() ? started() : named(url);
        log.info("Tests use {}", server);
        return server;
    }

    /** What the user named is taken or refused, never replaced by another. */
    private static RedisServer named(String url) {
        try {
            return new RedisServer(RedisServer.Source.ENVIRONMENT, parsed(url), () -> {});
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no Redis for tests: the server that " + VARIABLE + " names doesn't answer: " + e.getMessage(), e);
        }
    }

    /** Without a cause, which would show the password. */
    private static URI parsed(String url) throws IOException {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && "redis".equals(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // as one of another form
        }
        throw new IOException("it isn't like redis://user:password@host:port");
    }

    private RedisServer started() {
        RedisServer container = container();
        if (container != null) {
            return container;
        }
        try {
            RedisProcess process = RedisProcess.builder().start();
            return new RedisServer(RedisServer.Source.PROCESS, process.uri(), process::close);
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "no Redis for tests: " + VARIABLE + " isn't set, " + String.join(", ", tried)
                            + ", and no process could be started: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable RedisServer container() {
        if (!DockerEngine.inSight(environment, userHome)) {
            tried.add("no Docker engine is in sight");
            return null;
        }
        try {
            return RedisContainer.start();
        } catch (NoClassDefFoundError e) {
            tried.add("Testcontainers isn't on the class path");
        } catch (IOException | RuntimeException e) {
            log.info("No container for tests: {}", e.getMessage());
            tried.add("Testcontainers started no container (" + e.getMessage() + ")");
        }
        return null;
    }
}
