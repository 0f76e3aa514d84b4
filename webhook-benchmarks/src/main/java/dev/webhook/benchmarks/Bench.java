package dev.webhook.benchmarks;

import dev.webhook.testkit.server.PostgresProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all measurements share: a PostgreSQL with its own durable settings, but for the number of connections, and a receiver.
 * Not thread-safe.
 */
public final class Bench implements AutoCloseable {

    /** What is sent: 363 bytes. */
    public static final String DATA = "{\"order\":4711,\"customer\":\"c-18\",\"currency\":\"EUR\",\"items\":["
            + "{\"sku\":\"A-1001\",\"name\":\"Espresso cup\",\"count\":2,\"price\":1299},".repeat(4)
            + "{\"sku\":\"B-7\",\"count\":1,\"price\":300}],\"total\":12990}";

    private static final int ENDPOINTS = 50;

    /** For the pools of all peers at once. */
    private static final String MOST_CONNECTIONS = "200";

    private final @Nullable PostgresProcess server;
    private final String jdbcUrl;
    private final Process receiver;
    private final String origin;

    /** @param jdbcUrl where the database is, with user and password; empty for a server of its own */
    Bench(String jdbcUrl) throws IOException {
        if (jdbcUrl.isEmpty()) {
            PostgresProcess own = PostgresProcess.builder()
                    .set("max_connections", MOST_CONNECTIONS)
                    .start();
            this.server = own;
            this.jdbcUrl = own.server().loginUrl();
        } else {
            this.server = null;
            this.jdbcUrl = jdbcUrl;
        }
        receiver = JavaProcess.command(List.of(), Receiver.class).start();
        String port = new BufferedReader(new InputStreamReader(receiver.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        origin = "http://127.0.0.1:" + port;
    }

    /** Returns where to post to. */
    List<String> urls() {
        return urls(ENDPOINTS);
    }

    /** Returns so many places to post to. */
    List<String> urls(int count) {
        return urls("/hooks/", count);
    }

    /** Returns where to post to for answers that take a while. */
    List<String> slowUrls() {
        return urls(Receiver.SLOW + "/", ENDPOINTS);
    }

    private List<String> urls(String path, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> origin + path + number)
                .toList();
    }

    /** Returns where the database is, with user and password. */
    String jdbcUrl() {
        return jdbcUrl;
    }

    /** Returns which server it is. */
    String version() {
        return server == null ? "as given" : server.server().version();
    }

    /** Returns the CPU time that the server's processes have used, as far as they still run; zero for a given server. */
    Duration serverCpu() {
        if (server == null) {
            return Duration.ZERO;
        }
        ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
        return Stream.concat(Stream.of(main), main.descendants())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the CPU time that this JVM has used. */
    static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Returns the machine's load over the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    @Override
    public void close() {
        JavaProcess.end(receiver);
        if (server != null) {
            server.close();
        }
    }
}
