package org.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhook.Accelerator;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresServer;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.example.Documented.Orders;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;

/**
 * A Spring Boot application with the code of docs/spring.md, and its queue in Redis. It places an order that commits and one
 * that doesn't, and fails unless the event of the first arrived, is genuine and went through Redis, and that of the second
 * never was.
 */
@SpringBootApplication
@Import({Documented.WebhookConfiguration.class, Orders.class})
class Shop {

    private static final int NO_CONTENT = 204;
    private static final int TIMEOUT_MILLIS = 500;
    private static final String CLAIMS = "{webhook:1}:claims";

    private static UnifiedJedis jedis;

    private record Received(Map<String, String> headers, byte[] body) {}

    @Bean
    SecretCipher secrets() {
        return SecretCipher.encrypting(
                KeyRing.builder().primary("k1", new byte[KeyRing.KEY_BYTES]).build());
    }

    public static void main(String[] args) throws Exception {
        BlockingQueue<Received> arrived = new LinkedBlockingQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        receiver.createContext("/hooks", exchange -> take(exchange, arrived));
        receiver.start();
        try (PostgresServer server = PostgresServer.find();
                RedisProcess redis = RedisProcess.builder().start();
                UnifiedJedis client = client(redis);
                PostgresDatabase database = server.createDatabase("shop")) {
            jedis = client;
            try (ConfigurableApplicationContext context = SpringApplication.run(
                    Shop.class,
                    "--spring.datasource.url=" + database.url(),
                    "--spring.datasource.username=" + server.user(),
                    "--spring.datasource.password=" + server.password())) {
                sell(context, "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks", arrived);
            }
        } finally {
            receiver.stop(0);
        }
        URL jar = UnifiedJedis.class.getProtectionDomain().getCodeSource().getLocation();
        System.out.println("Spring Boot " + SpringBootVersion.getVersion() + ": delivered through Redis by "
                + Path.of(jar.toURI()).getFileName() + ", and verified");
    }

    /** What run.sh adds to the documented dispatcher. */
    static Accelerator redis() {
        return WebhookRedis.builder(jedis).build();
    }

    @SuppressWarnings("deprecation") // its successor is not in Jedis 6, which Spring Boot 3.5 brings
    private static UnifiedJedis client(RedisProcess redis) {
        return new JedisPooled(
                new HostAndPort(redis.uri().getHost(), redis.uri().getPort()),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .build());
    }

    private static void awaitRedis(JdbcTemplate jdbc) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            if ("redis".equals(jdbc.queryForObject("SELECT queue FROM webhook_active_queue", String.class))) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("Redis didn't become the active queue");
    }

    private static void sell(ConfigurableApplicationContext context, String url, BlockingQueue<Received> arrived)
            throws Exception {
        WebhookDispatcher dispatcher = context.getBean(WebhookDispatcher.class);
        Orders orders = context.getBean(Orders.class);
        Endpoint endpoint =
                dispatcher.endpoints().register(42, EndpointSpec.url(url).subscribe("order.*"));

        awaitRedis(context.getBean(JdbcTemplate.class));
        require(!jedis.exists(CLAIMS), "something was claimed before there was an event");

        try {
            orders.place(42, -1);
            throw new AssertionError("the database took an order of -1");
        } catch (DataIntegrityViolationException e) {
            // as it should be: nothing was ordered, and nobody hears of it
        }
        orders.place(42, 7);

        Received received = arrived.poll(30, TimeUnit.SECONDS);
        require(received != null, "nothing arrived");
        require(jedis.exists(CLAIMS), "it didn't go through Redis");
        String secret = endpoint.signingKeys().get(0).secret().reveal();
        EventId event = EventId.parse(Objects.requireNonNull(WebhookVerifier.standard(secret)
                .verify(received.headers(), received.body())
                .id()));
        List<EventId> stored = dispatcher.events().list(EventQuery.all(), PageRequest.first(10)).items().stream()
                .map(found -> found.event().id())
                .toList();
        require(stored.equals(List.of(event)), "stored were " + stored + ", not " + event + " alone");
    }

    private static void take(HttpExchange exchange, BlockingQueue<Received> arrived) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0)));
            arrived.add(new Received(headers, exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
