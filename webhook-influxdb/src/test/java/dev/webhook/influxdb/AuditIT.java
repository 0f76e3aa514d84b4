package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.TimeRange;
import dev.webhook.testkit.AuditedRun;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.server.InfluxExtension;
import dev.webhook.testkit.server.InfluxServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({InfluxExtension.class, LeakCheck.class})
class AuditIT {

    private static final int DELIVERIES = 10_000;

    private final InfluxDBClient client;
    private final InfluxReports reports;

    AuditIT(InfluxServer server) {
        String database = server.createDatabase("audit");
        client = TestClients.client(server.uri(), database);
        reports = InfluxReports.of(client, database);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theReportsOfTenThousandDeliveriesEqualTheReceiversBooks() {
        Instant begin = Instant.now().minusSeconds(1);
        InfluxMetrics metrics =
                InfluxMetrics.builder(client).bufferSize(100_000).build();

        AuditedRun run = AuditedRun.of(DELIVERIES, metrics);
        metrics.close();

        long attempts = run.succeeded() + run.retrying() + run.failed();
        assertThat(run.succeeded() + run.failed()).isEqualTo(DELIVERIES);
        assertThat(metrics.dropped()).isZero();
        assertThat(metrics.written()).isEqualTo(2 * attempts);
        StatusCounts counts = reports.countByStatus();
        assertThat(counts.byStatus())
                .isEqualTo(Map.of(
                        DeliveryStatus.SUCCESS, run.succeeded(),
                        DeliveryStatus.RETRYING, run.retrying(),
                        DeliveryStatus.FAILED, run.failed()));
        assertThat(counts.successRate().orElseThrow()).isBetween(0.88, 0.92);
        assertLatencies(run, reports.p99ByEndpoint());
        assertAvailability(run, reports.availabilityByHost());

        TimeRange whole = new TimeRange(begin, Instant.now().plusSeconds(1));
        assertThat(reports.countByStatus(whole)).isEqualTo(counts);
        assertThat(reports.countByStatus(TimeRange.ALWAYS)).isEqualTo(counts);
        assertThat(reports.p99ByEndpoint(whole)).isEqualTo(reports.p99ByEndpoint());
        assertThat(reports.availabilityByHost(whole)).isEqualTo(reports.availabilityByHost());
        assertThat(reports.countByStatus(new TimeRange(Instant.EPOCH, begin)).total())
                .isZero();
    }

    /** Which of two neighbours is the 99th percentile is a matter of definition. */
    private static void assertLatencies(AuditedRun run, List<EndpointLatency> latencies) {
        assertThat(latencies).hasSize(AuditedRun.ENDPOINTS);
        for (EndpointLatency latency : latencies) {
            List<Duration> times = run.responseTimes(latency.endpoint().orElseThrow());
            int at = (int) Math.ceil(times.size() * 0.99) - 1;
            assertThat(latency.p99()).isBetween(times.get(at - 1), times.get(at + 1));
        }
        assertThat(latencies).extracting(EndpointLatency::p99).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    private static void assertAvailability(AuditedRun run, List<HostAvailability> availabilities) {
        Map<String, EndpointId> endpoints = run.endpoints();
        assertThat(availabilities)
                .extracting(HostAvailability::host)
                .containsExactlyInAnyOrderElementsOf(endpoints.keySet());
        for (HostAvailability one : availabilities) {
            assertThat(one.availability())
                    .isCloseTo(run.availability(endpoints.get(one.host())), org.assertj.core.data.Offset.offset(1e-9));
        }
    }
}
