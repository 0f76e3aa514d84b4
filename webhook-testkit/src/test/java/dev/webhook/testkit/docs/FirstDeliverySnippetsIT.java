package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.signing.VerifiedWebhook;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README promises for the first five minutes. */
@ExtendWith(LeakCheck.class)
class FirstDeliverySnippetsIT {

    private final Set<String> seen = new HashSet<>();

    @Test
    void theFirstLinesOnTheDefaultsBuildRegisterAndPublish() {
        // snippet: quickstart
        WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .build()
                .start();
        Endpoint endpoint = dispatcher
                .endpoints()
                .register(42, EndpointSpec.url("https://example.com/hooks").subscribe("order.*"));
        dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
        // end
        dispatcher.close();
        assertThat(endpoint.userId()).isEqualTo(42);
    }

    @Test
    void theReceiverVerifiesAndDropsRepeats() {
        try (ScriptedReceiver local = ScriptedReceiver.start();
                WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                        .storage(InMemoryStorage.create())
                        // snippet: local
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        // end
                        .build()
                        .start()) {
            Endpoint endpoint = dispatcher
                    .endpoints()
                    .register(42, EndpointSpec.url(local.url("/hooks").value()).subscribe("order.*"));
            dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
            ReceivedRequest request = local.await(1, Duration.ofSeconds(20)).get(0);
            // snippet: secret
            String secret = endpoint.signingKeys().get(0).secret().reveal();
            // end

            assertThat(received(request, secret)).isTrue();
            assertThat(received(request, secret)).isFalse();
            assertThatExceptionOfType(WebhookVerificationException.class)
                    .isThrownBy(() -> received(request, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        }
    }

    private boolean received(ReceivedRequest request, String secret) {
        byte[] body = request.body();
        // snippet: verify
        WebhookVerifier verifier = WebhookVerifier.standard(secret);
        VerifiedWebhook webhook = verifier.verify(name -> request.header(name).orElse(null), body);
        boolean first = seen.add(webhook.id()); // false: a repeat, to be answered with 2xx and otherwise ignored
        // end
        return first;
    }
}
