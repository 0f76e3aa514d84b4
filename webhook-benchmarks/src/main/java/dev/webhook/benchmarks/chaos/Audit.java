package dev.webhook.benchmarks.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares, when all is quiet, what stands in the store with the {@link Ledger}. Each invariant is a statement in a
 * {@code .sql} file that returns what violates it; the file's first line says it in words. Not thread-safe.
 */
final class Audit {

    private static final List<String> INVARIANTS = List.of(
            "one-delivery-each",
            "nothing-rolled-back",
            "delivered",
            "one-success",
            "event-counters",
            "received",
            "dense-attempts",
            "attempt-limit",
            "queue",
            "lanes",
            "no-silent-repeats",
            "unrecorded",
            "repeats",
            "duplicates",
            "open-at-kill");

    /** An invariant and what violates it, a line for each. */
    record Finding(String name, String invariant, List<String> violations) {

        boolean holds() {
            return violations.isEmpty();
        }
    }

    private Audit() {}

    static List<Finding> run(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (String name : INVARIANTS) {
            String sql = Ledger.text("audit/" + name + ".sql");
            String invariant = sql.lines().findFirst().orElseThrow().substring("-- ".length());
            findings.add(new Finding(name, invariant, rows(connection, sql)));
        }
        return findings;
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        }
    }

    private static String row(ResultSet result) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            values.add(result.getMetaData().getColumnLabel(column) + " " + result.getString(column));
        }
        return String.join(", ", values);
    }
}
