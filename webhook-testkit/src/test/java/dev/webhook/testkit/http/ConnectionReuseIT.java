package dev.webhook.testkit.http;

import static dev.webhook.testkit.http.RawReceiver.OK;
import static dev.webhook.testkit.http.Sending.answered;
import static dev.webhook.testkit.http.Sending.assertBlocked;
import static dev.webhook.testkit.http.Sending.localhost;
import static dev.webhook.testkit.http.Sending.request;
import static dev.webhook.testkit.http.Sending.send;
import static dev.webhook.testkit.http.Sending.transport;
import static dev.webhook.testkit.http.Sending.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.Cidr;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.Phase;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReuseIT {

    private final HttpTransport transport = transport().build();

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void aConnectionServesManyRequestsOneAfterTheOther() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            for (int i = 0; i < 200; i++) {
                answered(send(transport, localhost("127.0.0.1", receiver.port())));
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void theFirstExchangeHasPhasesThatThoseAfterItHaveNot() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            EndpointUrl url = localhost("localhost", receiver.port());
            HttpResult.Response first = answered(send(transport, url));
            HttpResult.Response second = answered(send(transport, url));

            assertThat(first.phases())
                    .containsOnlyKeys(Phase.LOOK_UP, Phase.CONNECT, Phase.SEND, Phase.ANSWER, Phase.READ);
            assertThat(second.phases()).containsOnlyKeys(Phase.SEND, Phase.ANSWER, Phase.READ);
            assertThat(first.phases().values().stream().reduce(Duration.ZERO, Duration::plus))
                    .isPositive()
                    .isBetween(first.took().minusMillis(1), first.took().plusMillis(1));
        }
    }

    @Test
    void aConnectionStaysUsableWhenTheRestOfALongBodyIsShort() throws IOException {
        String body = "x".repeat(40_000);
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (RawReceiver receiver = new RawReceiver(answer, false)) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(send(transport, localhost("127.0.0.1", receiver.port())))
                                .bodyTruncated())
                        .isTrue();
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void anIdleConnectionThatTheReceiverClosedIsNotUsed() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            answered(send(transport, localhost("127.0.0.1", receiver.port())));
            receiver.closeConnections();
            sendElsewhereFor(Duration.ofMillis(50));

            assertThat(answered(send(transport, localhost("127.0.0.1", receiver.port())))
                            .status())
                    .isEqualTo(200);
            assertThat(receiver.heads()).hasSize(2);
        }
    }

    @Test
    void anIdleConnectionThatIsStillOpenIsUsed() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            answered(send(transport, localhost("127.0.0.1", receiver.port())));
            sendElsewhereFor(Duration.ofMillis(50));
            answered(send(transport, localhost("127.0.0.1", receiver.port())));

            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionOfAnHttp10ReceiverIsNotUsedAgain() throws IOException {
        try (RawReceiver receiver = new RawReceiver("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true)) {
            for (int i = 0; i < 50; i++) {
                assertThat(answered(send(transport, localhost("127.0.0.1", receiver.port())))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(receiver.heads()).hasSize(50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anAnswerThatWasThereBeforeItsRequestIsNone(int answersAtOnce) throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK.repeat(answersAtOnce), false)) {
            EndpointUrl url = localhost("127.0.0.1", receiver.port());
            answered(send(transport, url));

            HttpResult second = send(transport, url);

            if (answersAtOnce == 1) {
                assertThat(answered(second).status()).isEqualTo(200);
            } else {
                assertThat(unreachable(second).cause()).isEqualTo(HttpResult.Cause.IO);
            }
        }
    }

    @Test
    void aConnectionIsNotSharedWithAnEndpointWhoseAllowlistForbidsIt() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            EndpointUrl url = localhost("localhost", receiver.port());
            answered(send(transport, url));

            HttpResult second = transport.send(
                    request(url).allowlist(List.of(Cidr.parse("192.0.2.0/24"))).build());

            assertBlocked(second);
            assertThat(receiver.heads()).hasSize(1);
        }
    }

    @Test
    void endpointsWithEqualAllowlistsShareConnections() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false)) {
            for (int i = 0; i < 3; i++) {
                answered(transport.send(request(localhost("127.0.0.1", receiver.port()))
                        .allowlist(List.of(Cidr.parse("127.0.0.0/8")))
                        .build()));
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void noMoreIdleConnectionsAreKeptThanConfigured() throws IOException {
        try (RawReceiver receiver = new RawReceiver(OK, false);
                HttpTransport none = transport().maxIdleConnections(0).build()) {
            for (int i = 0; i < 3; i++) {
                answered(send(none, localhost("127.0.0.1", receiver.port())));
            }
            assertThat(receiver.connections()).isEqualTo(3);
        }
    }

    private void sendElsewhereFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try (ScriptedReceiver elsewhere = ScriptedReceiver.start()) {
            while (System.nanoTime() - end < 0) {
                send(transport, elsewhere.url("/"));
            }
        }
    }
}
