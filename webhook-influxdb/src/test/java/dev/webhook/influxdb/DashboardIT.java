package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.client.domain.InfluxQLQuery.AcceptHeader;
import com.influxdb.query.InfluxQLQueryResult.Series.Record;
import dev.webhook.DeliveryReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.testkit.server.InfluxExtension;
import dev.webhook.testkit.server.InfluxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the queries in docs/influxdb against what the listener writes. */
@ExtendWith(InfluxExtension.class)
class DashboardIT {

    private static final Path FOLDER = Path.of("../docs/influxdb");
    private static final Map<String, Set<String>> NAMES = Map.of(
            "webhook_delivery", Set.of("webhook_id", "status", "response_time", "attempt"),
            "endpoint_health", Set.of("url", "status_code", "response_time", "success"));
    private static final Pattern FLUX = Pattern.compile("r\\._measurement == \"(\\w+)\" and r\\._field == \"(\\w+)\"");
    private static final Pattern FLUX_GROUP = Pattern.compile("group\\(columns: \\[\"(\\w+)\"]\\)");

    private final InfluxDBClient client;
    private final String database;

    DashboardIT(InfluxServer server) {
        database = server.createDatabase("dashboard");
        client = TestClients.client(server.uri(), database);
    }

    static List<String> queries() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
        return dashboard.get("panels").findValuesAsText("query");
    }

    static List<Path> fluxFiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".flux"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeEach
    void write() {
        DeliveryReport attempt = Reports.attempt(1, new Outcome.Delivered(200), Duration.ofMillis(3));
        try (InfluxMetrics metrics = InfluxMetrics.builder(client).build()) {
            metrics.attempted(attempt);
            metrics.deadLettered(Reports.of(null, new Decision.GiveUp(FailureReason.EXPIRED)));
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryOfTheDashboardFindsWhatTheListenerWrote(String query) {
        String asked = query.replace("$timeFilter", "time > now() - 1h").replace("$__interval", "1h");

        var result = client.getInfluxQLQueryApi().query(new InfluxQLQuery(asked, database, AcceptHeader.JSON));

        assertThat(result.getResults())
                .singleElement()
                .satisfies(one -> assertThat(one.getSeries())
                        .isNotEmpty()
                        .allSatisfy(series -> assertThat(series.getTags() == null ? Map.of() : series.getTags())
                                .allSatisfy((tag, value) -> assertThat(value).isNotEqualTo(""))));
    }

    @Test
    void theDashboardHasTheGivenQueries() throws IOException {
        assertThat(queries())
                .contains(
                        "SELECT COUNT(response_time) FROM webhook_delivery WHERE $timeFilter GROUP BY status",
                        "SELECT PERCENTILE(response_time, 99) FROM webhook_delivery WHERE $timeFilter GROUP BY webhook_id")
                .anySatisfy(query -> assertThat(query).startsWith("SELECT MEAN(success) FROM endpoint_health "));
    }

    @ParameterizedTest
    @MethodSource("fluxFiles")
    void everyFluxFileNamesAMeasurementAFieldAndATagOfIt(Path file) throws IOException {
        String flux = Files.readString(file);
        MatchResult filter = FLUX.matcher(flux).results().findFirst().orElseThrow();
        MatchResult group = FLUX_GROUP.matcher(flux).results().findFirst().orElseThrow();

        assertThat(NAMES).containsKey(filter.group(1));
        assertThat(NAMES.get(filter.group(1))).contains(filter.group(2), group.group(1));
    }

    @Test
    void theListenerWroteTheseNamesAndFloatsOnly() {
        NAMES.forEach((measurement, names) -> {
            List<Record> fields = records("SHOW FIELD KEYS FROM " + measurement);
            assertThat(fields)
                    .extracting(field -> field.getValueByKey("fieldType"))
                    .containsOnly("float");
            assertThat(Stream.concat(
                            fields.stream().map(field -> field.getValueByKey("fieldKey")),
                            records("SHOW TAG KEYS FROM " + measurement).stream()
                                    .map(tag -> tag.getValueByKey("tagKey"))))
                    .containsExactlyInAnyOrderElementsOf(names);
        });
    }

    private List<Record> records(String query) {
        return client.getInfluxQLQueryApi()
                .query(new InfluxQLQuery(query, database, AcceptHeader.JSON))
                .getResults()
                .get(0)
                .getSeries()
                .get(0)
                .getValues();
    }
}
