package dev.webhook.benchmarks.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares, when all is quiet, what stands in the store with the {@link Ledger}. Each invariant is a {@code .sql} file, whose
 * first line says it in words; its first statement returns what violates it, its second how many facts were looked at. Not
 * thread-safe.
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

    private static final String FACTS = "-- of so many";

    /** An invariant, what violates it, a line for each, and how many facts were looked at. */
    record Finding(String name, String invariant, List<String> violations, long facts) {

        /** An invariant of nothing doesn't hold: there was nothing to look at. */
        boolean holds() {
            return violations.isEmpty() && facts > 0;
        }
    }

    private Audit() {}

    static List<Finding> run(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (String name : INVARIANTS) {
            String sql = Ledger.text("audit/" + name + ".sql");
            String invariant = sql.lines().findFirst().orElseThrow().substring("-- ".length());
            int facts = sql.indexOf(FACTS);
            findings.add(new Finding(
                    name,
                    invariant,
                    rows(connection, sql.substring(0, facts)),
                    number(connection, sql.substring(facts))));
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

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
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
