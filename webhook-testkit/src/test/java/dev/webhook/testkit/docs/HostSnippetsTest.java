package dev.webhook.testkit.docs;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.DeliveryReport;
import dev.webhook.EndpointSpec;
import dev.webhook.Explanation;
import dev.webhook.Replay;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.Redrive;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.Cidr;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.RecordingDispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the documentation shows to a host's developers and operators. */
@ExtendWith(LeakCheck.class)
class HostSnippetsTest {

    private record Orders(WebhookDispatcher dispatcher) {

        void place(int order) {
            dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": " + order + "}"));
        }
    }

    @Test
    void aHostTestsWhatItPublishes() {
        // snippet: host-test
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            new Orders(webhooks.dispatcher()).place(1);

            assertThat(webhooks.published("order.created")).hasSize(1);
        }
        // end
    }

    @Test
    void aHostTestsThreeDaysOfRetries() {
        // snippet: host-test-retries
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            webhooks.script(answer(503).times(9), answer(200));
            webhooks.dispatcher()
                    .endpoints()
                    .register(
                            42,
                            EndpointSpec.url("https://example.com/hooks")
                                    .subscribe("order.*")
                                    .retryPolicy(RetryPolicy.standardWebhooks()));
            new Orders(webhooks.dispatcher()).place(1);

            Duration passed = webhooks.deliverAll();

            assertThat(webhooks.requests()).hasSize(10);
            assertThat(passed).isGreaterThan(Duration.ofDays(2));
        }
        // end
    }

    @Test
    void aPublishThatIsRepeatedIsKnownByItsKey() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            WebhookDispatcher dispatcher = webhooks.dispatcher();
            // snippet: idempotency
            NewEvent event = NewEvent.forUser(42, "order.created")
                    .data(Map.of("order", 1))
                    .idempotencyKey("order-1-created");
            EventId first = dispatcher.publish(event);
            EventId again = dispatcher.publish(event); // the same id, and nothing is sent twice
            // end
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    void listenersAreTold() {
        List<String> counted = new ArrayList<>();
        // snippet: listener
        WebhookListener metrics = new WebhookListener() {
            @Override
            public void attempted(DeliveryReport report) {
                counted.add(report.event().type().name());
            }
        };
        // end
        try (RecordingDispatcher webhooks = RecordingDispatcher.create(builder -> builder.listener(metrics))) {
            webhooks.dispatcher()
                    .endpoints()
                    .register(42, EndpointSpec.url("https://example.com/hooks").subscribe("*"));
            new Orders(webhooks.dispatcher()).place(1);
            webhooks.runUntilIdle();
        }
        assertThat(counted).containsExactly("order.created");
    }

    @Test
    void anOperatorExplainsRedrivesAndReplays() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            WebhookDispatcher dispatcher = webhooks.dispatcher();
            webhooks.script(answer(500).times(6), answer(200));
            EndpointId endpoint = dispatcher
                    .endpoints()
                    .register(42, EndpointSpec.url("https://example.com/hooks").subscribe("order.*"))
                    .id();
            new Orders(dispatcher).place(1);
            EventId event = webhooks.published().get(0).id();
            webhooks.deliverAll();
            // snippet: operating
            Explanation why = dispatcher.deliveries().explain(event, endpoint);
            Map<Redrive.Result, Integer> redriven =
                    dispatcher.deadLetters().redriveAll(DeadLetterQuery.all(), "kim, after the outage");
            dispatcher.events().replay(event, Replay.to(endpoint).withNewMessageId());
            boolean well = dispatcher.health().healthy();
            // end
            webhooks.deliverAll();

            assertThat(why.status()).isEqualTo("failed");
            assertThat(redriven).containsEntry(Redrive.Result.REDRIVEN, 1);
            assertThat(well).isTrue();
            assertThat(webhooks.requests()).hasSize(8);
            assertThat(webhooks.requests().get(7).header("webhook-id"))
                    .isNotEqualTo(webhooks.requests().get(6).header("webhook-id"));
        }
    }

    @Test
    void everythingFrequentCanBeSetTogether() {
        // snippet: configuration
        WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .name("shop-webhooks")
                .userAgent("Shop-Webhooks/1.0 (+https://shop.example.com/webhooks)")
                .maxConcurrentAttempts(200)
                .deliveryExpiry(Duration.ofDays(7))
                .permanentStatuses(Set.of(400, 401, 403, 404))
                .circuitPolicy(CircuitPolicy.builder().consecutiveFailures(10).build())
                .build();
        // end
        assertThat(dispatcher.health().healthy()).isTrue();
        dispatcher.close();
    }

    @Test
    void anIntranetIsOpenedAsNarrowlyAsItCanBe() {
        // snippet: intranet
        AddressPolicy policy = AddressPolicy.strict().allowRange(Cidr.parse("10.1.2.0/24"));
        OkHttpTransport transport = OkHttpTransport.builder()
                .addressPolicy(policy)
                .responseBodyLimit(4 * 1024)
                .build();
        WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .addressPolicy(policy)
                .transport(transport) // the host closes what it hands in
                .build();
        // end
        Endpoint endpoint = dispatcher
                .endpoints()
                .register(42, EndpointSpec.url("https://hooks.example.com/").subscribe("*"));
        assertThat(endpoint.settings().url().host()).isEqualTo("hooks.example.com");
        dispatcher.close();
        transport.close();
    }

    @Test
    void anEndpointIsSetAsItsOwnerWants() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            WebhookDispatcher dispatcher = webhooks.dispatcher();
            // snippet: endpoint
            Endpoint endpoint = dispatcher
                    .endpoints()
                    .register(
                            42,
                            EndpointSpec.url("https://example.com/hooks")
                                    .subscribe("order.*", "{\"amount\": {\"gte\": 100}, \"region\": \"EU\"}")
                                    .subscribe("customer.deleted")
                                    .timeout(Duration.ofSeconds(10))
                                    .retryPolicy(RetryPolicy.exponential(8))
                                    .rateLimitPerMinute(600));
            dispatcher.endpoints().update(endpoint.id(), EndpointSpec.sameUrl().maxInFlight(4));
            // end
            assertThat(endpoint.subscriptions()).hasSize(2);
        }
    }
}
