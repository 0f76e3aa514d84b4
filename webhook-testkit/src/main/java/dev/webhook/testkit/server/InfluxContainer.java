package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts InfluxDB by Testcontainers; apart from the rest because Testcontainers may be missing. Thread-safe. */
final class InfluxContainer {

    private static final DockerImageName IMAGE = DockerImageName.parse("influxdb:1.8");
    private static final int PORT = 8086;

    private InfluxContainer() {}

    @SuppressWarnings("resource") // the server closes it, or Testcontainers at the JVM's end
    static InfluxServer start() throws IOException {
        GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(PORT);
        container.start();
        URI uri = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
        return new InfluxServer(InfluxServer.Source.CONTAINER, uri, container::stop);
    }
}
