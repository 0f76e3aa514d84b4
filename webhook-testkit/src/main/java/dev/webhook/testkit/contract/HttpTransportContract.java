package dev.webhook.testkit.contract;

import static dev.webhook.testkit.Answer.answer;
import static dev.webhook.testkit.Answer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.Cidr;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpResult.Blocked;
import dev.webhook.http.HttpResult.Cause;
import dev.webhook.http.HttpResult.Response;
import dev.webhook.http.HttpResult.Unreachable;
import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.HostileReceiver;
import dev.webhook.testkit.HostileReceiver.Behaviour;
import dev.webhook.testkit.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link HttpTransport} must do, tried on receivers on the loopback interface.
 *
 * <p>Not thread-safe; JUnit makes an instance for each test.
 */
@Timeout(120)
public abstract class HttpTransportContract extends TransportRules {

    private static final Duration PROMPTLY = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMillis(500);

    /** A machine that is busy with other tests stops all threads for a while. */
    private static final Duration NOISE = Duration.ofSeconds(2);

    /** For the tests of transports. */
    protected HttpTransportContract() {}

    /** Returns whether {@code thread}, started since a transport was made, may outlive it. Defaults to none. */
    protected boolean mayOutlive(Thread thread) {
        return false;
    }

    @Test
    void methodPathHeadersAndBodyArriveOnceAndAsTheyWereGiven() {
        byte[] body = "{\"text\": \"€ \\u0000  \"}\n".getBytes(StandardCharsets.UTF_8);

        HttpResult result = open().send(HttpRequest.to(receiver.url("/hooks/%7Ea?b=c&d=%20"))
                .header("Content-Type", "application/json")
                .header("webhook-id", "msg_1")
                .header("X-Odd!#$", "a, b; c=\"d\"")
                .body(body)
                .timeout(PATIENCE)
                .build());

        assertThat(answered(result).status()).isEqualTo(200);
        assertThat(receiver.requests()).hasSize(1);
        ReceivedRequest got = receiver.requests().get(0);
        assertThat(got.method()).isEqualTo("POST");
        assertThat(got.path()).isEqualTo("/hooks/%7Ea?b=c&d=%20");
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.headers().get("Content-Type")).containsExactly("application/json");
        assertThat(got.headers().get("webhook-id")).containsExactly("msg_1");
        assertThat(got.headers().get("X-Odd!#$")).containsExactly("a, b; c=\"d\"");
        assertThat(got.headers().get("Content-Length")).containsExactly(String.valueOf(body.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000_000})
    void aBodyOfAnyLengthArrives(int length) {
        byte[] body = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);

        open().send(request(receiver.url("/")).body(body).build());

        assertThat(receiver.requests().get(0).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299, 400, 401, 404, 407, 408, 410, 418, 421, 429, 500, 503, 599, 999})
    void anyStatusIsAResponseToOneRequest(int status) {
        receiver.script(answer(status)
                .header("Retry-After", "0")
                .header("WWW-Authenticate", "Basic realm=\"x\"")
                .header("Proxy-Authenticate", "Basic realm=\"x\""));

        Response response = answered(send(receiver.url("/")));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("retry-after")).hasValue("0");
        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        receiver.script(answer(status).header("Location", "/elsewhere"), answer(200));

        assertThat(answered(send(receiver.url("/"))).status()).isEqualTo(status);

        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void theAnswersHeadersAndBodyComeBack() {
        receiver.script(answer(202).header("X-Kind", "tea").body("short and stout, €"));

        Response response = answered(send(receiver.url("/")));

        assertThat(response.header("x-kInD")).hasValue("tea");
        assertThat(response.body()).isEqualTo("short and stout, €");
        assertThat(response.bodyTruncated()).isFalse();
        assertThat(response.took()).isBetween(Duration.ofNanos(1), PATIENCE);
    }

    @Test
    void aBodyBeyondTheLimitIsCutAndItsStartKept() {
        String start = "0123456789".repeat(100);
        receiver.script(answer(200).body(start + "x".repeat(4 * 1024 * 1024)));

        Response response = answered(send(receiver.url("/")));

        assertThat(response.body()).hasSizeBetween(1, 1024 * 1024);
        assertThat(start + "x".repeat(1024 * 1024)).startsWith(response.body());
        assertThat(response.bodyTruncated()).isTrue();
    }

    @Test
    void aConnectionThatBreaksIsUnreachableAndNotRepeated() {
        receiver.script(hangUp(), answer(200));

        assertThat(unreachable(send(receiver.url("/"))).cause()).isEqualTo(Cause.IO);

        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void noReceiverMakesASendThrowOrOutlastItsTimeout(Behaviour behaviour) {
        Duration timeout = Duration.ofSeconds(1);
        HttpTransport transport = open();
        try (HostileReceiver hostile = HostileReceiver.start(behaviour)) {
            int length = behaviour == Behaviour.NEVER_READS ? 8 * 1024 * 1024 : 1_000;
            long start = System.nanoTime();

            HttpResult result = transport.send(request(hostile.url("/hooks?token=canary"))
                    .header("Authorization", "Bearer canary")
                    .body(new byte[length])
                    .timeout(timeout)
                    .build());

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(timeout.plus(GRACE).plus(NOISE));
            assertThat(result).isNotInstanceOf(Blocked.class);
            assertThat(result.toString()).doesNotContain("hooks", "canary").matches("[ -~]{1,400}");
            assertThat(hostile.connections()).isEqualTo(1);
        }
    }

    @Test
    void theDeadlineEndsASendToAReceiverThatHangs() {
        try (HostileReceiver hanging = HostileReceiver.start(Behaviour.NEVER_ANSWERS)) {
            Unreachable result = unreachable(open().send(request(hanging.url("/"))
                    .timeout(Duration.ofMillis(300))
                    .build()));

            assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
            assertThat(result.took())
                    .isBetween(
                            Duration.ofMillis(300),
                            Duration.ofMillis(300).plus(GRACE).plus(NOISE));
        }
    }

    @Test
    void aZippedBodyIsNotInflated() {
        try (HostileReceiver bomber = HostileReceiver.start(Behaviour.GZIP_BOMB)) {
            assertThat(answered(send(bomber.url("/"))).body()).startsWith("\u001f\ufffd\b");
        }
    }

    @Test
    void aReceiverThatIsNotThereIsAConnectFailure() {
        EndpointUrl url = receiver.url("/hooks?token=canary");
        receiver.close();

        Unreachable result = unreachable(send(url));

        assertThat(result.cause()).isEqualTo(Cause.CONNECT);
        assertThat(result.message()).doesNotContain("hooks", "canary").matches("[ -~]{1,300}");
    }

    @Test
    void aHostWithoutAddressIsALookUpFailure() {
        EndpointUrl url = EndpointUrl.of("http://no-such-host.invalid:" + receiver.port() + "/");

        HttpResult result = open().send(request(url).timeout(PROMPTLY).build());

        assertThat(unreachable(result).cause())
                .as("where no name server answers, time runs out")
                .isIn(Cause.DNS, Cause.TIMEOUT);
    }

    @Test
    void whatThePolicyForbidsIsBlockedAndNotDialled() {
        try (HostileReceiver watched = HostileReceiver.start(Behaviour.NEVER_ANSWERS)) {
            AddressPolicy withoutPrivate =
                    AddressPolicy.strict().allowHttp().allowAnyPort().allowIpLiterals();

            assertThat(send(AddressPolicy.strict(), watched.url("/"))).isInstanceOf(Blocked.class);
            assertThat(send(withoutPrivate, watched.url("/"))).isInstanceOf(Blocked.class);
            assertThat(send(
                            withoutPrivate.allowLocalHosts(),
                            EndpointUrl.of("http://localhost:" + watched.port() + "/hooks?token=canary")))
                    .isInstanceOf(Blocked.class)
                    .satisfies(blocked -> assertThat(blocked.toString()).doesNotContain("hooks", "canary"));
            assertThat(watched.connections()).isZero();
        }
    }

    @Test
    void theAllowlistOfARequestNarrowsThePolicy() {
        HttpTransport transport = open();

        assertThat(transport.send(request(receiver.url("/"))
                        .allowlist(List.of(Cidr.parse("203.0.113.0/24")))
                        .build()))
                .isInstanceOf(Blocked.class);
        assertThat(receiver.requests()).isEmpty();

        assertThat(transport.send(request(receiver.url("/"))
                        .allowlist(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1")))
                        .build()))
                .isInstanceOf(Response.class);
        assertThat(transport.send(request(receiver.url("/"))
                        .allowlist(List.of(Cidr.parse("203.0.113.0/24")))
                        .build()))
                .as("with a connection to the receiver open")
                .isInstanceOf(Blocked.class);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void anInterruptEndsASendPromptlyAndStaysWithTheThread() {
        receiver.script(answer(200).held());
        Sending sending = Sending.begin(open(), request(receiver.url("/")).build());
        receiver.await(1, PATIENCE);

        sending.interrupt();

        assertThat(unreachable(sending.within(PROMPTLY)).cause()).isEqualTo(Cause.CANCELLED);
        assertThat(sending.leftInterrupted()).isTrue();
    }

    @Test
    void anInterruptedThreadSendsNothingAndStaysInterrupted() {
        HttpTransport transport = open();
        Thread.currentThread().interrupt();
        try {
            assertThat(unreachable(transport.send(request(receiver.url("/")).build()))
                            .cause())
                    .isEqualTo(Cause.CANCELLED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(receiver.requests()).isEmpty();
        assertThat(answered(transport.send(request(receiver.url("/")).build())).status())
                .isEqualTo(200);
    }

    @Test
    void manyThreadsSendAtATimeAndEachGetsItsOwnAnswer() {
        int threads = 32;
        IntStream.range(0, threads)
                .forEach(n -> receiver.scriptAt("/" + n, answer(200).body("answer " + n)));
        HttpTransport transport = open();

        List<Boolean> right = Crowd.run(IntStream.range(0, threads)
                .mapToObj(n -> (Callable<Boolean>) () -> IntStream.range(0, 10)
                        .mapToObj(round -> answered(transport.send(request(receiver.url("/" + n))
                                        .body(("body " + n).getBytes(StandardCharsets.US_ASCII))
                                        .build()))
                                .body())
                        .allMatch(("answer " + n)::equals))
                .toList());

        assertThat(right).hasSize(threads).containsOnly(true);
        assertThat(receiver.requests())
                .hasSize(10 * threads)
                .allMatch(request ->
                        request.text().equals("body " + request.path().substring(1)));
    }

    @Test
    void aReceiverThatHangsDelaysNobodyElse() {
        HttpTransport transport = open();
        try (HostileReceiver hanging = HostileReceiver.start(Behaviour.NEVER_ANSWERS)) {
            List<Sending> stuck = IntStream.range(0, 70)
                    .mapToObj(n ->
                            Sending.begin(transport, request(hanging.url("/")).build()))
                    .toList();

            assertThat(answered(transport.send(
                                    request(receiver.url("/")).timeout(PROMPTLY).build()))
                            .status())
                    .isEqualTo(200);

            stuck.forEach(Sending::interrupt);
            stuck.forEach(sending -> sending.within(PATIENCE));
        }
    }

    @Test
    void closingEndsSendsUnderWayAndLaterOnes() {
        receiver.script(answer(200).held());
        HttpTransport transport = open();
        List<Sending> sendings = IntStream.range(0, 4)
                .mapToObj(
                        n -> Sending.begin(transport, request(receiver.url("/")).build()))
                .toList();
        receiver.await(4, PATIENCE);

        transport.close();

        for (Sending sending : sendings) {
            assertThat(unreachable(sending.within(PROMPTLY)).cause()).isEqualTo(Cause.CANCELLED);
            assertThat(sending.leftInterrupted()).isFalse();
        }
        assertThat(unreachable(transport.send(request(receiver.url("/")).build()))
                        .cause())
                .isEqualTo(Cause.CANCELLED);
        assertThat(receiver.requests()).hasSize(4);
    }

    @Test
    void closingAgainHasNoEffect() {
        HttpTransport transport = open();
        transport.close();
        transport.close();
    }

    @Test
    void closingGivesBackThreads() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        HttpTransport transport = open();
        EndpointUrl byName = EndpointUrl.of("http://localhost:" + receiver.port() + "/");
        Crowd.run(8, () -> transport.send(request(byName).build()));

        transport.close();
        receiver.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !mayOutlive(thread)) {
                thread.join(PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
