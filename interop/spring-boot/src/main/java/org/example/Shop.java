package org.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/**
 * A Spring Boot application with the code of docs/spring.md. It places an order that commits and one that doesn't, and
 * fails unless the event of the first arrived and is genuine, and that of the second never was.
 */
@SpringBootApplication
@Import({Documented.WebhookConfiguration.class, Orders.class})
class Shop {

    private static final int NO_CONTENT = 204;

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
                PostgresDatabase database = server.createDatabase("shop");
                ConfigurableApplicationContext context = SpringApplication.run(
                        Shop.class,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + server.user(),
                        "--spring.datasource.password=" + server.password())) {
            sell(context, "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks", arrived);
        } finally {
            receiver.stop(0);
        }
        System.out.println("Spring Boot " + SpringBootVersion.getVersion() + ": delivered and verified");
    }

    private static void sell(ConfigurableApplicationContext context, String url, BlockingQueue<Received> arrived)
            throws Exception {
        WebhookDispatcher dispatcher = context.getBean(WebhookDispatcher.class);
        Orders orders = context.getBean(Orders.class);
        Endpoint endpoint =
                dispatcher.endpoints().register(42, EndpointSpec.url(url).subscribe("order.*"));

        try {
            orders.place(42, -1);
            throw new AssertionError("the database took an order of -1");
        } catch (DataIntegrityViolationException e) {
            // as it should be: nothing was ordered, and nobody hears of it
        }
        orders.place(42, 7);

        Received received = arrived.poll(30, TimeUnit.SECONDS);
        require(received != null, "nothing arrived");
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
