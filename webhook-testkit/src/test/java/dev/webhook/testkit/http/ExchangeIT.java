package dev.webhook.testkit.http;

import static dev.webhook.testkit.Answer.answer;
import static dev.webhook.testkit.Answer.hangUp;
import static dev.webhook.testkit.http.Sending.answered;
import static dev.webhook.testkit.http.Sending.request;
import static dev.webhook.testkit.http.Sending.send;
import static dev.webhook.testkit.http.Sending.transport;
import static dev.webhook.testkit.http.Sending.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpResult.Cause;
import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeIT {

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final HttpTransport transport = transport().build();

    @AfterEach
    void close() {
        transport.close();
        receiver.close();
    }

    @Test
    void methodPathHeadersAndBodyArriveAsTheyWereGiven() {
        byte[] body = "{\"euro\":\"€\"}".getBytes(StandardCharsets.UTF_8);

        transport.send(request(receiver.url("/hooks?a=b"))
                .header("webhook-id", "msg_1")
                .body(body)
                .build());

        ReceivedRequest got = receiver.requests().get(0);
        assertThat(got.method()).isEqualTo("POST");
        assertThat(got.path()).isEqualTo("/hooks?a=b");
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.header("Webhook-Id")).hasValue("msg_1");
        assertThat(got.headers().get("Content-Type")).containsExactly("application/json");
        assertThat(got.headers().get("Content-Length")).containsExactly(String.valueOf(body.length));
        assertThat(got.headers().get("Accept-Encoding")).containsExactly("identity");
        assertThat(got.header("User-Agent").orElseThrow()).doesNotContain("okhttp");
    }

    @Test
    void theAnswerComesBackAsItIs() {
        receiver.script(answer(418).header("X-Kind", "tea").body("short and stout"));

        HttpResult.Response response = answered(send(transport, receiver.url("/")));

        assertThat(response.status()).isEqualTo(418);
        assertThat(response.header("x-kind")).hasValue("tea");
        assertThat(response.body()).isEqualTo("short and stout");
        assertThat(response.bodyTruncated()).isFalse();
        assertThat(response.took()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"99, false", "100, false", "101, true", "100000, true"})
    void noMoreOfTheBodyIsKeptThanTheLimit(int length, boolean truncated) {
        receiver.script(answer(200).body("x".repeat(length)));
        try (HttpTransport small = transport().responseBodyLimit(100).build()) {
            HttpResult.Response response = answered(send(small, receiver.url("/")));

            assertThat(response.body()).hasSize(Math.min(length, 100));
            assertThat(response.bodyTruncated()).isEqualTo(truncated);
        }
    }

    @Test
    void bytesThatAreNotTextAreReplaced() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nX-Odd: a\0b\u0007c\r\nContent-Length: 4\r\n\r\na\0\u00ffb";
        try (RawReceiver raw = new RawReceiver(answer, false)) {
            HttpResult.Response response = answered(send(transport, Sending.localhost("127.0.0.1", raw.port())));

            assertThat(response.body()).isEqualTo("a\ufffd\ufffdb");
            assertThat(response.header("X-Odd")).hasValue("a\ufffdb\ufffdc");
        }
    }

    @Test
    void noMoreThan128HeadersAreKept() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\n" + "X-Many: a\r\n".repeat(1000) + "Content-Length: 0\r\n\r\n";
        try (RawReceiver raw = new RawReceiver(answer, false)) {
            HttpResult.Response response = answered(send(transport, Sending.localhost("127.0.0.1", raw.port())));

            assertThat(response.headers().get("X-Many")).hasSize(128);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) {
        receiver.script(answer(status).header("Location", "/elsewhere").body("there"));

        HttpResult.Response response = answered(send(transport, receiver.url("/")));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("there");

        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 408, 421, 503})
    void noStatusMakesARequestGoOutTwice(int status) {
        receiver.script(answer(status)
                .header("Retry-After", "0")
                .header("WWW-Authenticate", "Basic realm=\"x\"")
                .body("why"));
        try (HttpTransport eager = transport()
                .customise(builder -> builder.authenticator((route, response) ->
                                response.request().newBuilder().build())
                        .retryOnConnectionFailure(true))
                .build()) {
            HttpResult.Response response = answered(send(eager, receiver.url("/")));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo("why");
        }
        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"407, 0", "503, 99999999999999999999"})
    void anAnswerThatOkHttpThrowsAwayStillCounts(int status, String retryAfter) {
        receiver.script(answer(status).header("Retry-After", retryAfter).body("why"));

        HttpResult.Response response = answered(send(transport, receiver.url("/")));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Retry-After")).hasValue(retryAfter);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void aBrokenConnectionDoesNotMakeARequestGoOutTwice() {
        receiver.script(hangUp());

        assertThat(unreachable(send(transport, receiver.url("/"))).cause()).isEqualTo(Cause.IO);

        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void anInterceptorThatRepeatsIsStopped() {
        try (HttpTransport repeating = transport()
                .customise(builder -> builder.addInterceptor(chain -> {
                    chain.proceed(chain.request()).close();
                    return chain.proceed(chain.request());
                }))
                .build()) {
            send(repeating, receiver.url("/"));
        }
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void anAnswerOfAStatusThatHasNoBodyCountsEvenIfItHasOne() throws IOException {
        try (RawReceiver raw = new RawReceiver("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", false)) {
            HttpResult result = send(transport, Sending.localhost("127.0.0.1", raw.port()));

            assertThat(answered(result).status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "-12", "099", "2oo"})
    void aStatusOutsideHttpIsNoAnswer(String status) throws IOException {
        try (RawReceiver raw = new RawReceiver("HTTP/1.1 " + status + " Odd\r\nContent-Length: 0\r\n\r\n", false)) {
            HttpResult result = send(transport, Sending.localhost("127.0.0.1", raw.port()));

            assertThat(unreachable(result).cause()).isEqualTo(Cause.IO);
        }
    }

    @Test
    void aLongChunkExtensionCutsTheBody() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n6;" + "x".repeat(100_000)
                + "\r\nsecond\r\n0\r\n\r\n";
        try (RawReceiver raw = new RawReceiver(answer, false)) {
            HttpResult.Response response = answered(send(transport, Sending.localhost("127.0.0.1", raw.port())));

            assertThat(response.body()).isEqualTo("first");
            assertThat(response.bodyTruncated()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"100, true", "3000, false"})
    void interimAnswersAreSkippedUpToABound(int count, boolean arrives) throws IOException {
        String answer = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(count) + RawReceiver.OK;
        try (RawReceiver raw = new RawReceiver(answer, false)) {
            HttpResult result = send(transport, Sending.localhost("127.0.0.1", raw.port()));

            assertThat(result instanceof HttpResult.Response).isEqualTo(arrives);
        }
    }

    @Test
    void theProxyOfTheSystemPropertiesIsNotUsed() {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
        try (HttpTransport fresh = transport().build()) {
            assertThat(answered(send(fresh, receiver.url("/"))).status()).isEqualTo(200);
        } finally {
            List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts").forEach(System::clearProperty);
        }
    }

    @Test
    void aConfiguredProxyIsUsed() throws IOException {
        try (RawReceiver proxy = new RawReceiver(RawReceiver.OK, false);
                HttpTransport proxied = transport()
                        .proxy(proxyAt(proxy.port()))
                        .resolver(host -> List.of())
                        .build()) {
            assertThat(answered(send(proxied, Sending.localhost("hooks.example.com", 8080)))
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.heads().get(0)).startsWith("POST http://hooks.example.com:8080/hooks HTTP/1.1");
        }
    }

    @Test
    void customisingCannotTakeTheSafetyAway() {
        receiver.script(answer(302).header("Location", "/elsewhere"));
        try (HttpTransport customised = transport()
                .customise(builder -> builder.followRedirects(true)
                        .proxy(proxyAt(1))
                        .dns(host -> List.of())
                        .callTimeout(Duration.ofMillis(1)))
                .build()) {
            assertThat(answered(send(customised, receiver.url("/"))).status()).isEqualTo(302);
        }
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void customisingCanAddAnInterceptor() {
        try (HttpTransport customised =
                transport().customise(ExchangeIT::tagged).build()) {
            send(customised, receiver.url("/"));
        }
        assertThat(receiver.requests().get(0).header("X-Tag")).hasValue("yes");
    }

    @Test
    void anInterruptEndsASendPromptlyAndStaysWithTheThread() throws InterruptedException {
        receiver.script(answer(200).held());
        Ending ending = new Ending(transport, request(receiver.url("/")).build());
        receiver.await(1, Duration.ofSeconds(5));
        ending.awaitRead();

        ending.interrupt();

        assertThat(unreachable(ending.within(Duration.ofSeconds(2))).cause()).isEqualTo(Cause.CANCELLED);
        assertThat(ending.wasInterrupted()).isTrue();
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        Thread.currentThread().interrupt();
        try {
            assertThat(unreachable(send(transport, receiver.url("/"))).cause()).isEqualTo(Cause.CANCELLED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void closingEndsASendPromptly() throws InterruptedException {
        receiver.script(answer(200).held());
        Ending ending = new Ending(transport, request(receiver.url("/")).build());
        receiver.await(1, Duration.ofSeconds(5));
        ending.awaitRead();

        transport.close();

        assertThat(unreachable(ending.within(Duration.ofSeconds(2))).cause()).isEqualTo(Cause.CANCELLED);
        assertThat(unreachable(send(transport, receiver.url("/"))).cause()).isEqualTo(Cause.CANCELLED);
    }

    @Test
    void aReceiverThatIsNotThereIsAConnectFailure() {
        int port = receiver.port();
        receiver.close();

        HttpResult.Unreachable result = unreachable(send(transport, Sending.localhost("127.0.0.1", port)));

        assertThat(result.cause()).isEqualTo(Cause.CONNECT);
        assertThat(result.message()).contains("127.0.0.1:" + port).doesNotContain("/hooks");
    }

    private static Proxy proxyAt(int port) {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void tagged(OkHttpClient.Builder builder) {
        builder.addInterceptor(chain -> chain.proceed(
                chain.request().newBuilder().header("X-Tag", "yes").build()));
    }
}
