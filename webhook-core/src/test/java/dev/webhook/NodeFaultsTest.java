package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.signing.HmacHash;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SignatureEncoding;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a host or another node sets in a way that must neither lose a delivery nor stop a loop. */
class NodeFaultsTest {

    private static final String URL = "https://a.example.com/hook";

    @Test
    void headersThatDifferOnlyInCaseAreSentOnce() {
        Rig rig = new Rig();
        rig.register(EndpointSpec.url(URL).subscribe("*").header("TraceParent", "endpoint"));

        EventId event = rig.dispatcher.publish(
                NewEvent.forUser(Rig.USER, "order.created").json("{}").header("traceparent", "event"));
        rig.run();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.replies.sent().get(0).request().headers()).containsEntry("traceparent", "endpoint");
    }

    @Test
    void aHeaderThatTheSignatureWritesIsRefused() {
        Rig rig = new Rig();
        SigningScheme scheme = SigningScheme.hmacHeader("X-Acme-Signature", HmacHash.SHA256, SignatureEncoding.HEX);

        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> rig.register(EndpointSpec.url(URL)
                        .signWith(scheme, Secret.of("known to the receiver"))
                        .header("x-acme-signature", "mine")))
                .withMessageContaining("'x-acme-signature' is written by the signature");
    }

    @Test
    void aRotationToASchemeThatWritesOneOfTheOwnersHeadersIsRefused() {
        Rig rig = new Rig();
        Endpoint endpoint = rig.register(EndpointSpec.url(URL).header("X-Acme-Signature", "mine"));
        SigningScheme scheme = SigningScheme.hmacHeader("x-acme-signature", HmacHash.SHA256, SignatureEncoding.HEX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.dispatcher.endpoints().rotateSecret(endpoint.id(), scheme))
                .withMessageContaining("'X-Acme-Signature' is written by the signature");
        assertThat(rig.reload(endpoint).signingKeys()).isEqualTo(endpoint.signingKeys());
    }

    @Test
    void anUnreachableCircuitBreakerStopsNoOperator() {
        Rig rig = new Rig();
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.dispatcher.endpoints().pause(endpoint.id());
        EventId waiting = rig.publishAndRun();
        rig.storage.down("CircuitBreaker.reset");
        rig.storage.before("CircuitBreaker.status", arguments -> {
            throw new IllegalStateException("the driver's own");
        });

        rig.dispatcher.endpoints().enable(endpoint.id());
        rig.run();

        assertThat(rig.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);
        assertThat(rig.delivery(waiting).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void theCircuitOfAnUnknownEndpointIsLeftAlone() {
        Rig rig = new Rig();
        EndpointId unknown = EndpointId.at(TestClock.START);

        assertThatExceptionOfType(UnknownEndpointException.class)
                .isThrownBy(() -> rig.dispatcher.endpoints().enable(unknown));

        assertThat(rig.storage.calls("CircuitBreaker.reset")).isZero();
    }

    @Test
    void aTimeoutAboveThisNodesMaximumIsCutAndDoesNotSpin() {
        Rig rig = new Rig();
        WebhookDispatcher generous = WebhookDispatcher.builder()
                .storage(rig.memory)
                .timeSource(rig.clock)
                .transport(rig.replies)
                .maxTimeout(Duration.ofSeconds(110))
                .build();
        generous.endpoints()
                .register(Rig.USER, EndpointSpec.url(URL).subscribe("*").timeout(Duration.ofSeconds(100)));

        EventId event = rig.publishAndRun();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.replies.sent().get(0).request().timeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aChangeThatTheQueueDoesNotHearOfIsStored() {
        Rig rig = new Rig();
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.storage.down("DeliveryQueue.unpark");

        assertThat(rig.dispatcher.endpoints().disable(endpoint.id()).state().status())
                .isEqualTo(EndpointStatus.DISABLED);

        assertThat(rig.news.heard())
                .filteredOn(news -> news.contains("isabled"))
                .hasSize(1);
    }

    @Test
    void anEndpointThatIsGoneIsToldThoughTheReplyOfTheRecordWasLost() {
        Rig rig = new Rig();
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(410));
        rig.storage.loseReplies("record", 1);

        rig.publishAndRun();

        assertThat(rig.reload(endpoint).state().disabledReason()).isEqualTo(DisableReason.GONE);
        assertThat(rig.news.heard())
                .filteredOn(news -> news.contains("isabled"))
                .hasSize(1);
    }

    @Test
    void anErrorOfAListenerLosesNothing() {
        WebhookListener broken = new WebhookListener() {
            @Override
            public void attempted(DeliveryReport report) {
                throw new NoClassDefFoundError("of the host");
            }
        };
        Rig rig = new Rig(options -> options.listener(broken));
        rig.endpoint("a.example.com");
        rig.replies.reply(status(200));

        EventId event = rig.publishAndRun();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.dispatcher.health().attemptsInFlight()).isZero();
    }
}
