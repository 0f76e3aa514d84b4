package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.InvalidEventException;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/metrics.md says of traces, on the wire. */
@ExtendWith(LeakCheck.class)
class TraceContextIT {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final WebhookDispatcher dispatcher = WebhookDispatcher.builder()
            .storage(InMemoryStorage.create())
            .addressPolicy(AddressPolicy.unsafeForTests())
            .build();

    @AfterEach
    void close() {
        dispatcher.close();
        receiver.close();
    }

    @Test
    void aTraceContextGoesWithEveryRequestOfTheEvent() {
        receiver.script(Answer.answer(500), Answer.answer(200));
        dispatcher
                .endpoints()
                .register(
                        42,
                        EndpointSpec.url(receiver.url("/hooks").value())
                                .subscribe("*")
                                .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 1)));
        dispatcher.start();

        // snippet: trace-context
        dispatcher.publish(NewEvent.forUser(42, "order.created")
                .json("{\"order\": 1}")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .header("tracestate", "vendor=opaque"));
        // end

        List<ReceivedRequest> requests = receiver.await(2, Duration.ofSeconds(20));
        assertThat(requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("traceparent")).contains(PARENT);
            assertThat(request.header("tracestate")).contains("vendor=opaque");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Authorization", "webhook-id", "Webhook-Signature", "Content-Type", "User-Agent"})
    void nothingElseCanBeSetInItsPlace(String name) {
        assertThatThrownBy(() -> dispatcher.publish(
                        NewEvent.forUser(42, "order.created").json("{}").header(name, PARENT)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aSecondHeaderCanNotHideInTheFirst() {
        assertThatThrownBy(() -> dispatcher.publish(NewEvent.forUser(42, "order.created")
                        .json("{}")
                        .header("traceparent", PARENT + "\r\nX-Other: 1")))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("traceparent");
    }
}
