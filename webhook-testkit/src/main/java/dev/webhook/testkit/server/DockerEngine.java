package dev.webhook.testkit.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks whether there may be a Docker engine. */
final class DockerEngine {

    private DockerEngine() {}

    /** Asking Testcontainers takes seconds where there is no engine, and logs errors. */
    static boolean inSight(Map<String, String> environment, Path userHome) {
        Stream<@Nullable Path> sockets = Stream.of(
                Path.of("/var/run/docker.sock"),
                userHome.resolve(".docker/run/docker.sock"),
                environment.containsKey("XDG_RUNTIME_DIR")
                        ? Path.of(Objects.requireNonNull(environment.get("XDG_RUNTIME_DIR")), "docker.sock")
                        : null);
        return !environment.getOrDefault("DOCKER_HOST", "").isBlank()
                || sockets.anyMatch(socket -> socket != null && Files.exists(socket));
    }
}
