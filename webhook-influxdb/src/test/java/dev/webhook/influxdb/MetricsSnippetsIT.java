package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.InfluxExtension;
import dev.webhook.testkit.server.InfluxServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/metrics.md shows. */
@ExtendWith({InfluxExtension.class, LeakCheck.class})
class MetricsSnippetsIT {

    @Test
    void metricsAreAListener() {
        Storage storage = InMemoryStorage.create();
        try (ScriptedReceiver server = ScriptedReceiver.start()) {
            String url = "http://127.0.0.1:" + server.port();
            String token = "token";
            // snippet: influx-metrics
            InfluxMetrics metrics =
                    InfluxMetrics.builder(url, token, "acme", "webhooks").build();
            WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                    .storage(storage)
                    .listener(metrics)
                    .build();
            // end
            dispatcher.close();
            metrics.close();
            assertThat(metrics.dropped()).isZero();
        }
    }

    @Test
    void reportsAreRead(InfluxServer server) {
        String database = server.createDatabase("snippet");
        try (InfluxDBClient client = TestClients.client(server.uri(), database)) {
            // snippet: influx-reports
            InfluxReports reports = InfluxReports.of(client, database);
            StatusCounts counts = reports.countByStatus(); // the last 24 h
            List<EndpointLatency> slowest = reports.p99ByEndpoint(); // the last hour
            List<HostAvailability> worst = reports.availabilityByHost(); // the last hour
            // end
            assertThat(counts.successRate()).isEmpty();
            assertThat(slowest).isEmpty();
            assertThat(worst).isEmpty();
        }
    }
}
