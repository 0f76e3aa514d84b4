import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.store.PageRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Delivers an event to a receiver of its own, by the published jar alone; fails unless it arrived and is genuine. */
class Main {

    private static final int NO_CONTENT = 204;

    private record Received(Map<String, String> headers, byte[] body) {}

    public static void main(String[] args) throws Exception {
        CompletableFuture<Received> arrival = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/webhooks", exchange -> take(exchange, arrival));
        server.start();
        try {
            deliver("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks", arrival);
        } finally {
            server.stop(0);
        }
    }

    private static void deliver(String url, CompletableFuture<Received> arrival) throws Exception {
        // README start
        WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .build()
                .start();
        Endpoint endpoint = dispatcher
                .endpoints()
                .register(42, EndpointSpec.url(url).subscribe("order.*"));
        dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
        // README end
        EventId event;
        try (dispatcher) {
            Received received = arrival.get(30, TimeUnit.SECONDS);
            String secret = endpoint.signingKeys().get(0).secret().reveal();
            event = EventId.parse(Objects.requireNonNull(WebhookVerifier.standard(secret)
                    .verify(received.headers(), received.body())
                    .id()));
            require(text(received).contains("{\"order\": 1}"), "the data changed on its way: " + text(received));
        }
        require(
                dispatcher
                                .deliveries()
                                .list(DeliveryQuery.all().of(event).in(DeliveryStatus.SUCCESS), PageRequest.first(2))
                                .items()
                                .size()
                        == 1,
                "there is no successful delivery on record");
        System.out.println("delivered and verified: event " + event);
    }

    private static void take(HttpExchange exchange, CompletableFuture<Received> arrival) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0)));
            arrival.complete(new Received(headers, exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        }
    }

    private static String text(Received received) {
        return new String(received.body(), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
