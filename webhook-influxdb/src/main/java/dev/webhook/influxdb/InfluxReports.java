package dev.webhook.influxdb;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.client.domain.InfluxQLQuery.AcceptHeader;
import com.influxdb.query.InfluxQLQueryResult;
import com.influxdb.query.InfluxQLQueryResult.Series;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.TimeRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads reports of what {@link InfluxMetrics} wrote, in InfluxQL. InfluxDB 2 answers InfluxQL for a bucket that a database
 * is mapped to; a bucket's name is one from the start.
 *
 * <p>Methods throw {@link com.influxdb.exceptions.InfluxException} if the server refuses or can't be reached, and block
 * until then, within the client's limits of time. A database that doesn't exist has empty reports.
 *
 * <p>Thread-safe.
 */
public final class InfluxReports {

    private static final String COUNT = "SELECT COUNT(response_time) FROM webhook_delivery WHERE %s GROUP BY status";
    private static final String P99 =
            "SELECT PERCENTILE(response_time, 99) FROM webhook_delivery WHERE %s GROUP BY webhook_id";
    private static final String AVAILABILITY = "SELECT MEAN(success) FROM endpoint_health WHERE %s GROUP BY url";

    /** The last second that fits into 64 bits of nanoseconds. */
    private static final Instant LATEST = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000_000);

    private final InfluxDBClient client;
    private final String database;

    private InfluxReports(InfluxDBClient client, String database) {
        this.client = client;
        this.database = database;
    }

    /**
     * Returns the reports of a database, or of a bucket.
     *
     * @param client a client of the host's, which is not closed here
     * @param database the database's name, or the bucket's
     */
    public static InfluxReports of(InfluxDBClient client, String database) {
        return new InfluxReports(client, database);
    }

    /** Counts the attempts of the last 24 h by the status that they left their delivery in. */
    public StatusCounts countByStatus() {
        return counts("time > now() - 24h");
    }

    /** Counts the attempts in {@code range} by the status that they left their delivery in. */
    public StatusCounts countByStatus(TimeRange range) {
        return counts(within(range));
    }

    /** Returns the 99th percentile of each endpoint's response times in the last hour, the slowest first. */
    public List<EndpointLatency> p99ByEndpoint() {
        return latencies("time > now() - 1h");
    }

    /** Returns the 99th percentile of each endpoint's response times in {@code range}, the slowest first. */
    public List<EndpointLatency> p99ByEndpoint(TimeRange range) {
        return latencies(within(range));
    }

    /** Returns each host's availability in the last hour, the worst first. */
    public List<HostAvailability> availabilityByHost() {
        return availabilities("time > now() - 1h");
    }

    /** Returns each host's availability in {@code range}, the worst first. */
    public List<HostAvailability> availabilityByHost(TimeRange range) {
        return availabilities(within(range));
    }

    private StatusCounts counts(String when) {
        Map<DeliveryStatus, Long> counts = new TreeMap<>();
        answers(COUNT, "status", "count", when)
                .forEach(answer -> counts.put(
                        DeliveryStatus.valueOf(answer.tag().toUpperCase(Locale.ROOT)),
                        answer.value().longValueExact()));
        return new StatusCounts(counts);
    }

    private List<EndpointLatency> latencies(String when) {
        return answers(P99, "webhook_id", "percentile", when)
                .map(answer -> new EndpointLatency(
                        answer.tag().equals(BoundedTag.OTHER)
                                ? Optional.empty()
                                : Optional.of(EndpointId.parse(answer.tag())),
                        duration(answer.value())))
                .sorted(Comparator.comparing(EndpointLatency::p99).reversed())
                .toList();
    }

    private List<HostAvailability> availabilities(String when) {
        return answers(AVAILABILITY, "url", "mean", when)
                .map(answer -> new HostAvailability(answer.tag(), answer.value().doubleValue()))
                .sorted(Comparator.comparingDouble(HostAvailability::availability))
                .toList();
    }

    private static String within(TimeRange range) {
        return "time >= '" + earliest(range.from()) + "' AND time < '" + earliest(range.until()) + "'";
    }

    private static Instant earliest(Instant instant) {
        return instant.isAfter(LATEST) ? LATEST : instant;
    }

    private static Duration duration(BigDecimal millis) {
        return Duration.ofNanos(
                millis.scaleByPowerOfTen(6).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** A series of a result, which has one row. */
    private record TagAndValue(String tag, BigDecimal value) {}

    private Stream<TagAndValue> answers(String query, String tag, String column, String when) {
        // As CSV, which is the default, a tag's value with a comma can't be read.
        InfluxQLQueryResult result = client.getInfluxQLQueryApi()
                .query(new InfluxQLQuery(query.formatted(when), database, AcceptHeader.JSON));
        return result.getResults().stream()
                .flatMap(one -> one.getSeries().stream())
                .map(series ->
                        new TagAndValue(Objects.requireNonNull(series.getTags().get(tag)), value(series, column)));
    }

    private static BigDecimal value(Series series, String column) {
        Object value = series.getValues().get(0).getValueByKey(column);
        return new BigDecimal(String.valueOf(value));
    }
}
