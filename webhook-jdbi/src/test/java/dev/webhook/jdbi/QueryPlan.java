package dev.webhook.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * What a statement read when it was run. Immutable and thread-safe.
 *
 * @param scans what was scanned
 * @param pairsInVain how many pairs of rows joins put together and dropped again
 * @param pages how many pages were read, from memory or disk, each as often as it was
 */
record QueryPlan(List<Scan> scans, long pairsInVain, long pages) {

    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, FORMAT JSON) ";

    /** A scan that was executed: the table or, below a bitmap, only the index; and how many rows it read in all. */
    record Scan(String kind, String table, String index, long rows) {}

    /** Runs {@code sql/<name>.sql} in the schema {@code public}, and undoes what it did. */
    static QueryPlan of(Handle handle, String name, UnaryOperator<Query> bound) {
        return of(handle, "", name, bound);
    }

    /** Runs {@code sql/<name>.sql} in the schema {@code public} after {@code settings}, and undoes what it did. */
    static QueryPlan of(Handle handle, String settings, String name, UnaryOperator<Query> bound) {
        handle.begin();
        try {
            handle.execute(settings);
            Query query = handle.createQuery(EXPLAIN + new Statements("public").get(name));
            String json = bound.apply(query).mapTo(String.class).one();
            JsonNode plan = new ObjectMapper().readTree(json).get(0).get("Plan");
            List<Scan> scans = new ArrayList<>();
            collect(plan, scans);
            long pages = plan.path("Shared Hit Blocks").asLong()
                    + plan.path("Shared Read Blocks").asLong();
            return new QueryPlan(scans, pairsInVain(plan), pages);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL explained without JSON", e);
        } finally {
            handle.rollback();
        }
    }

    private static void collect(JsonNode node, List<Scan> scans) {
        double loops = node.path("Actual Loops").asDouble();
        if (loops > 0 && node.path("Node Type").asText().endsWith("Scan")) {
            scans.add(new Scan(
                    node.path("Node Type").asText(),
                    node.path("Relation Name").asText(),
                    node.path("Index Name").asText(),
                    Math.round(loops
                            * (node.path("Actual Rows").asDouble()
                                    + node.path("Rows Removed by Filter").asDouble()))));
        }
        node.path("Plans").forEach(child -> collect(child, scans));
    }

    private static long pairsInVain(JsonNode node) {
        double loops = node.path("Actual Loops").asDouble();
        long pairs = Math.round(loops * node.path("Rows Removed by Join Filter").asDouble());
        for (JsonNode child : node.path("Plans")) {
            pairs += pairsInVain(child);
        }
        return pairs;
    }

    /** Returns the partitions of {@code table} that were read. */
    Set<String> partitions(String table) {
        Set<String> partitions = new TreeSet<>();
        scans.stream()
                .map(Scan::table)
                .filter(name -> name.startsWith(table + "_2"))
                .forEach(partitions::add);
        return partitions;
    }

    /** Returns the scans of partitions of {@code table} that used no index and found something to read. */
    List<Scan> whole(String table) {
        return scans.stream()
                .filter(scan -> scan.table.startsWith(table + "_2") && scan.kind.equals("Seq Scan") && scan.rows > 0)
                .toList();
    }

    /** Returns the most rows that a scan of a table read. */
    long mostRows() {
        return scans.stream()
                .filter(scan -> !scan.table.isEmpty())
                .mapToLong(Scan::rows)
                .max()
                .orElse(0);
    }
}
