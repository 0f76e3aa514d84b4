package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.WritePrecision;
import dev.webhook.DeliveryReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.store.TimeRange;
import dev.webhook.testkit.AuditedRun;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.server.InfluxExtension;
import dev.webhook.testkit.server.InfluxProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@SuppressWarnings("try") // what close() drops is counted after it
@ExtendWith({InfluxExtension.class, LeakCheck.class})
@Timeout(120)
class OutageIT {

    private static final int DELIVERIES = 2_000;

    private final InfluxProcess process;
    private final InfluxDBClient client;
    private final InfluxReports reports;

    OutageIT(InfluxProcess process) {
        this.process = process;
        String database = process.createDatabase("outage");
        client = TestClients.client(process.uri(), database);
        reports = InfluxReports.of(client, database);
    }

    /** The next test needs the server, whichever comes next. */
    @AfterEach
    void close() {
        client.close();
        if (!process.isRunning()) {
            process.restart();
        }
    }

    private InfluxMetrics metrics() {
        return InfluxMetrics.builder(client)
                .bufferSize(100)
                .batchSize(50)
                .flushInterval(Duration.ofMillis(1))
                .build();
    }

    @Test
    void whileInfluxDbIsDeadDeliveriesGoOnAndAllPointsAreAccountedFor() {
        process.kill();
        InfluxMetrics metrics = metrics();

        AuditedRun run = AuditedRun.of(DELIVERIES, metrics);
        metrics.close();

        assertThat(run.succeeded() + run.failed()).isEqualTo(DELIVERIES);
        assertThat(metrics.written()).isZero();
        assertThat(metrics.dropped()).isEqualTo(points(run));
    }

    @Test
    void whileInfluxDbHangsDeliveriesGoOnAndAreCountedAgainOnceItAnswers() throws InterruptedException {
        InfluxMetrics metrics = metrics();
        process.suspend();
        AuditedRun run;
        try {
            run = AuditedRun.of(DELIVERIES, metrics);
        } finally {
            process.resume();
        }
        AuditedRun second = AuditedRun.of(AuditedRun.ENDPOINTS, metrics);
        metrics.close();

        assertThat(run.succeeded() + run.failed()).isEqualTo(DELIVERIES);
        assertThat(metrics.dropped()).isPositive();
        assertThat(metrics.written()).isPositive();
        assertThat(metrics.written() + metrics.dropped()).isEqualTo(points(run) + points(second));
        // A batch of which InfluxDB's answer came too late was written a second time, and is there once.
        assertThat(reports.countByStatus().total()).isBetween(1L, metrics.written());
    }

    @Test
    void aRetriedBatchIsThereOnce() {
        List<String> line = List.of(Lines.delivery(
                "a", Reports.attempt(1, new Outcome.Delivered(200), Duration.ofMillis(3)), 1_704_708_000_000_000_007L));
        for (int i = 0; i < 3; i++) {
            client.getWriteApiBlocking().writeRecords(WritePrecision.NS, line);
        }

        assertThat(reports.countByStatus(TimeRange.ALWAYS).total()).isEqualTo(1);
    }

    @Test
    void fieldsKeepTheirTypesWhateverTheirValues() {
        InfluxMetrics metrics = metrics();
        for (long nanos : new long[] {250_000_000, 250_125_000, 0, 1_000}) {
            for (DeliveryReport report : List.of(
                    Reports.attempt(1, new Outcome.Delivered(200), Duration.ofNanos(nanos)),
                    Reports.attempt(Integer.MAX_VALUE, new Outcome.Rejected(500, null), Duration.ofNanos(nanos)))) {
                metrics.attempted(report);
            }
        }
        metrics.close();

        assertThat(metrics.dropped()).isZero();
        assertThat(metrics.written()).isEqualTo(16);
        assertThat(reports.countByStatus().of(DeliveryStatus.SUCCESS)).isEqualTo(4);
    }

    @Test
    void aDeliveryThatWasGivenUpWithoutAnAttemptIsInNoReport() {
        try (InfluxMetrics metrics = metrics()) {
            metrics.deadLettered(Reports.of(null, new Decision.GiveUp(FailureReason.EXPIRED)));
            metrics.close();
            assertThat(metrics.written()).isEqualTo(1);
        }

        assertThat(reports.countByStatus().total()).isZero();
        assertThat(reports.p99ByEndpoint()).isEmpty();
        assertThat(reports.availabilityByHost()).isEmpty();
    }

    @Test
    void moreHostsThanMayHaveSeriesShareOne() {
        InfluxMetrics metrics = InfluxMetrics.builder(client).maxEndpoints(2).build();
        for (int i = 0; i < 10; i++) {
            metrics.attempted(
                    Reports.attempt("host-" + i + ".example.com", 1, new Outcome.Delivered(200), Duration.ofMillis(1)));
        }
        metrics.close();

        assertThat(reports.availabilityByHost())
                .extracting(HostAvailability::host)
                .containsExactlyInAnyOrder("host-0.example.com", "host-1.example.com", "other");
    }

    @Test
    void hostileTagsArriveAsOneTagOfOnePoint() {
        List<String> hostile = List.of(
                "",
                " ",
                ",",
                "=",
                "a,b=c d",
                "a\\",
                "\\,",
                "a\nendpoint_health,url=x success=1 1\n",
                "\"",
                "bücher",
                "💶",
                "half \ud83d",
                "#",
                "x".repeat(100_000));
        for (int i = 0; i < hostile.size(); i++) {
            String line = "endpoint_health,url=" + Lines.tag(hostile.get(i)) + " success=" + i + " " + (1_000 + i);
            client.getWriteApiBlocking().writeRecords(WritePrecision.NS, List.of(line));
        }

        List<HostAvailability> found = reports.availabilityByHost(TimeRange.ALWAYS);
        // "" and "_" would be one; each other is a series of its own
        assertThat(found).hasSize(hostile.size());
        assertThat(found)
                .extracting(HostAvailability::host)
                .contains("_", " ", ",", "=", "a,b=c d", "a_", "_,", "\"", "bücher", "💶", "half _", "#");
    }

    private static long points(AuditedRun run) {
        return 2 * (run.succeeded() + run.retrying() + run.failed());
    }
}
