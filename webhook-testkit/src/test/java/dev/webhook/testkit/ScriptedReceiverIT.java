package dev.webhook.testkit;

import static dev.webhook.testkit.Answer.answer;
import static dev.webhook.testkit.Answer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedReceiverIT {

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void withoutAScriptEverythingIsFine() throws Exception {
        assertThat(post("/").statusCode()).isEqualTo(200);
    }

    @Test
    void answersComeInOrderAndTheLastOneForEver() throws Exception {
        receiver.script(
                answer(503).header("Retry-After", "5").times(2), answer(201).body("made"));

        HttpResponse<String> first = post("/");
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(post("/").statusCode()).isEqualTo(503);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> later = post("/");
            assertThat(later.statusCode()).isEqualTo(201);
            assertThat(later.body()).isEqualTo("made");
        }
    }

    @Test
    void aPathCanHaveAScriptOfItsOwn() throws Exception {
        receiver.script(answer(500));
        receiver.scriptAt("/own", answer(204));

        assertThat(post("/own?a=b").statusCode()).isEqualTo(204);
        assertThat(post("/other").statusCode()).isEqualTo(500);
    }

    @Test
    void requestsAreRemembered() throws Exception {
        Instant before = Instant.now();
        post("/hooks?a=b");

        ReceivedRequest request = receiver.requests().get(0);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/hooks?a=b");
        assertThat(request.header("x-test")).hasValue("yes");
        assertThat(request.text()).isEqualTo("body");
        assertThat(request.body()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
        assertThat(request.receivedAt()).isBetween(before, Instant.now());
    }

    @Test
    void waitingReturnsWhenEnoughHaveCome() {
        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, 20)
                .mapToObj(i -> client.sendAsync(request("/" + i), BodyHandlers.ofString()))
                .toList();

        assertThat(receiver.await(20, Duration.ofSeconds(10))).hasSize(20);
        assertThat(sent)
                .allSatisfy(response -> assertThat(response.get(10, TimeUnit.SECONDS))
                        .extracting(HttpResponse::statusCode)
                        .isEqualTo(200));
    }

    @Test
    void waitingInVainSaysWhatCame() throws Exception {
        post("/only");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> receiver.await(2, Duration.ofMillis(20)))
                .withMessageContaining("expected 2")
                .withMessageContaining("/only");
    }

    @Test
    void aHeldAnswerIsGivenOnRelease() throws Exception {
        receiver.script(answer(200).held(), answer(202));
        CompletableFuture<HttpResponse<String>> held = client.sendAsync(request("/"), BodyHandlers.ofString());
        receiver.await(1, Duration.ofSeconds(10));
        assertThat(post("/").statusCode()).isEqualTo(202);
        assertThat(held).isNotDone();

        receiver.release();

        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void hangingUpAnswersNothing() {
        receiver.script(hangUp());

        assertThatThrownBy(() -> post("/")).isInstanceOf(IOException.class);
        assertThat(receiver.requests()).isNotEmpty();
    }

    @Test
    void aBodyCanComeByteByByte() throws Exception {
        receiver.script(answer(200).body("drip").drip(Duration.ofMillis(10)));
        long start = System.nanoTime();

        assertThat(post("/").body()).isEqualTo("drip");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void closingDropsHeldAnswers() {
        receiver.script(answer(200).held());
        CompletableFuture<HttpResponse<String>> held = client.sendAsync(request("/"), BodyHandlers.ofString());
        receiver.await(1, Duration.ofSeconds(10));

        receiver.close();

        assertThatThrownBy(() -> held.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(receiver.url(path).value()))
                .header("X-Test", "yes")
                .POST(BodyPublishers.ofString("body"))
                .build();
    }
}
