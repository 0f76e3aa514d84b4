package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts Redis by Testcontainers; apart from the rest because Testcontainers may be missing. Thread-safe. */
final class RedisContainer {

    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.2");
    private static final int PORT = 6379;

    private RedisContainer() {}

    @SuppressWarnings("resource") // the server closes it, or Testcontainers at the JVM's end
    static RedisServer start() throws IOException {
        GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(PORT);
        container.start();
        URI uri = URI.create("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
        return new RedisServer(RedisServer.Source.CONTAINER, uri, container::stop);
    }
}
