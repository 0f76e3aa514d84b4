package dev.webhook.testkit.http;

import static dev.webhook.testkit.http.Sending.GRACE;
import static dev.webhook.testkit.http.Sending.TIMEOUT;
import static dev.webhook.testkit.http.Sending.request;
import static dev.webhook.testkit.http.Sending.transport;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.HostileReceiver;
import dev.webhook.testkit.HostileReceiver.Behaviour;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostileReceiverIT {

    private final HttpTransport transport = transport().build();

    @AfterEach
    void close() {
        transport.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NEVER_ANSWERS, TIMEOUT",
        "NEVER_READS, TIMEOUT",
        "DRIPS_HEADERS, TIMEOUT",
        "DRIPS_BODY, 200",
        "ENDLESS_HEADERS, IO",
        "ENDLESS_HEADER_LINE, IO",
        "ENDLESS_CHUNK_EXTENSION, 200",
        "ENDLESS_BODY, 200",
        "GZIP_BOMB, 200",
        "RESETS, IO",
        "HALF_CLOSES, IO",
        "INTERIM_FLOOD, IO",
        "ABSURD_RETRY_AFTER, 503",
        "ABSURD_CONTENT_LENGTH, 200",
        "REDIRECTS_TO_PRIVATE, 302",
        "GARBAGE_STATUS_LINE, IO",
        "GARBAGE, IO"
    })
    void everyBehaviourEndsInTimeWithTheRightResult(Behaviour behaviour, String expected) {
        try (HostileReceiver receiver = HostileReceiver.start(behaviour)) {
            long start = System.nanoTime();

            HttpResult result = transport.send(request(receiver.url("/hooks?token=canary"))
                    .header("Authorization", "Bearer canary")
                    .body(new byte[behaviour == Behaviour.NEVER_READS ? 8 * 1024 * 1024 : 1000])
                    .timeout(TIMEOUT)
                    .build());

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(GRACE));
            assertThat(words(result)).isEqualTo(expected);
            assertThat(result.toString()).doesNotContain("hooks", "canary").matches("[ -~]{1,400}");
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBehaviourStopsWhenItsReceiverIsClosed(Behaviour behaviour) throws InterruptedException {
        Ending ending;
        try (HostileReceiver receiver = HostileReceiver.start(behaviour)) {
            ending = new Ending(
                    transport,
                    request(receiver.url("/")).timeout(Duration.ofSeconds(20)).build());
        }
        ending.within(Duration.ofSeconds(5));
    }

    @Test
    void aZippedBodyIsTakenAsItIs() {
        try (HostileReceiver receiver = HostileReceiver.start(Behaviour.GZIP_BOMB)) {
            HttpResult.Response response = Sending.answered(Sending.send(transport, receiver.url("/")));

            assertThat(response.header("Content-Encoding")).hasValue("gzip");
            assertThat(response.body()).startsWith("\u001f\ufffd\b");
            assertThat(response.bodyTruncated()).isTrue();
        }
    }

    @Test
    void garbageInPlaceOfTlsIsATlsFailure() {
        try (HostileReceiver receiver = HostileReceiver.start(Behaviour.GARBAGE)) {
            HttpResult result = Sending.send(transport, EndpointUrl.of("https://127.0.0.1:" + receiver.port() + "/"));

            assertThat(words(result)).isEqualTo("TLS");
        }
    }

    @Test
    void silenceInPlaceOfTlsEndsAtTheDeadline() {
        try (HostileReceiver receiver = HostileReceiver.start(Behaviour.NEVER_READS)) {
            HttpResult result = transport.send(request(EndpointUrl.of("https://127.0.0.1:" + receiver.port() + "/"))
                    .timeout(TIMEOUT)
                    .build());

            assertThat(words(result)).isEqualTo("TIMEOUT");
            assertThat(Sending.unreachable(result).took()).isBetween(TIMEOUT, TIMEOUT.plus(GRACE));
        }
    }

    private static String words(HttpResult result) {
        if (result instanceof HttpResult.Response response) {
            return String.valueOf(response.status());
        }
        return result instanceof HttpResult.Unreachable unreachable
                ? unreachable.cause().name()
                : "blocked";
    }
}
