package dev.webhook.influxdb;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.Outcome;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The listener on a client of its own, on the wire. */
@SuppressWarnings("try") // what close() drops is counted after it
@ExtendWith(LeakCheck.class)
@Timeout(60)
class InfluxMetricsIT {

    private static final DeliveryReport REPORT = Reports.attempt(1, new Outcome.Delivered(200), Duration.ofMillis(250));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedReceiver server = ScriptedReceiver.start();

    @AfterEach
    void close() {
        server.close();
    }

    private InfluxMetrics.Builder builder() {
        return InfluxMetrics.builder("http://127.0.0.1:" + server.port(), "canary-token", "acme", "webhooks")
                .flushInterval(Duration.ofMillis(1));
    }

    private static void tell(WebhookListener listener, int times) {
        for (int i = 0; i < times; i++) {
            listener.attempted(REPORT);
        }
    }

    @Test
    void writesTheGivenLinesToTheBucketInNanoseconds() {
        server.script(answer(204));

        try (InfluxMetrics metrics = builder().build()) {
            tell(metrics, 1);
        }

        ReceivedRequest request = server.requests().get(0);
        assertThat(request.path()).startsWith("/api/v2/write?").contains("org=acme", "bucket=webhooks", "precision=ns");
        assertThat(request.header("Authorization")).contains("Token canary-token");
        assertThat(request.text().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .matches(
                                "webhook_delivery,webhook_id=other,status=success response_time=250,attempt=1 \\d{19}"))
                .anySatisfy(line -> assertThat(line)
                        .matches("endpoint_health,url=example.com"
                                + " status_code=200,response_time=250,success=1 \\d{19}"));
    }

    @Test
    void whatTheServerCouldNotTakeIsWrittenAgainUnchanged() {
        server.script(answer(503), answer(401), answer(204));

        try (InfluxMetrics metrics = builder().build()) {
            tell(metrics, 1);

            List<ReceivedRequest> requests = server.await(3, PATIENCE);
            assertThat(requests.get(0).text()).isEqualTo(requests.get(2).text());
            metrics.close();
            assertThat(metrics.dropped()).isZero();
            assertThat(metrics.written()).isEqualTo(2);
        }
    }

    @Test
    void whatTheServerRefusesIsDroppedAtOnce() {
        server.script(answer(400), answer(204));

        try (InfluxMetrics metrics = builder().build()) {
            tell(metrics, 1);
            server.await(1, PATIENCE);
            tell(metrics, 1);
            server.await(2, PATIENCE);
            metrics.close();
            assertThat(metrics.dropped() + metrics.written()).isEqualTo(4);
            assertThat(metrics.dropped()).isPositive();
            assertThat(metrics.written()).isPositive();
        }
    }

    @Test
    void aHungServerHoldsNobodyUpAndClosingEndsTheCall() {
        server.script(answer(204).held());
        InfluxMetrics metrics = builder()
                .bufferSize(100)
                .batchSize(10)
                .closeTimeout(Duration.ZERO)
                .build();
        tell(metrics, 1);
        server.await(1, PATIENCE);

        long begin = System.nanoTime();
        tell(metrics, 100_000);
        metrics.close();

        // A call of ours may take 10 s: it was cancelled.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(metrics.written()).isZero();
        assertThat(metrics.dropped()).isEqualTo(200_002);
    }

    @Test
    void outOfRangeIsRefusedAllTogether() {
        assertThatThrownBy(() -> builder()
                        .bufferSize(0)
                        .batchSize(10_001)
                        .flushInterval(Duration.ZERO)
                        .closeTimeout(Duration.ofSeconds(-1))
                        .maxEndpoints(-1)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "bufferSize must be from 1 to 10000000, not 0; batchSize must be from 1 to 10000, not 10001;"
                                + " flushInterval must be from PT0.001S to PT10M, not PT0S; closeTimeout must be from PT0S to"
                                + " PT10M, not PT-1S; maxEndpoints must be from 0 to 1000000, not -1");
    }

    @Test
    void aSecondCloseAndNewsAfterItDoNothingButCount() {
        InfluxMetrics metrics = builder().build();
        metrics.close();
        metrics.close();

        tell(metrics, 1);

        assertThat(metrics.dropped()).isEqualTo(2);
    }
}
