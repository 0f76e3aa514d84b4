package dev.webhook.benchmarks.chaos;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares, when all is quiet, what stands in the store with the {@link Ledger}. Each invariant is a {@code .sql} file, whose
 * first lines say it in words; its first statement returns what violates it, its second how many facts were looked at. Not
 * thread-safe.
 */
final class Audit {

    private static final List<String> OF_BOTH = List.of(
            "one-delivery-each",
            "nothing-rolled-back",
            "delivered",
            "one-success",
            "event-counters",
            "received",
            "dense-attempts",
            "attempt-limit",
            "queue",
            "no-silent-repeats",
            "unrecorded",
            "repeats");

    /** What holds when nodes are killed, and nothing else happens. */
    static final List<String> OF_KILLS = and(OF_BOTH, "lanes", "duplicates", "open-at-kill");

    /** What holds whatever happens. */
    static final List<String> OF_CHAOS = and(
            OF_BOTH,
            "one-lease",
            "waiting-nowhere",
            "not-before-due",
            "not-while-switched-off",
            "newest-secret",
            "signatures",
            "same-body",
            "one-probe",
            "rate",
            "in-flight",
            "denied-addresses",
            "secrets",
            "tenants",
            "nothing-left",
            "host-transactions",
            "metrics");

    private static final int SHOWN = 5;
    private static final String FACTS = "-- of so many";

    /** An invariant, what violates it, a line for each, and how many facts were looked at. */
    record Finding(String name, String invariant, List<String> violations, long facts) {

        /** An invariant of nothing doesn't hold: there was nothing to look at. */
        boolean holds() {
            return violations.isEmpty() && facts > 0;
        }

        void print(PrintStream out) {
            out.printf("%-9s %s, of %,d%n", holds() ? "holds" : "VIOLATED", invariant, facts);
            violations.stream().limit(SHOWN).forEach(violation -> out.println("          " + violation));
            if (violations.size() > SHOWN) {
                out.println("          and " + (violations.size() - SHOWN) + " more");
            }
        }
    }

    private Audit() {}

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    static List<Finding> run(Connection connection, List<String> invariants) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (String name : invariants) {
            String sql = Ledger.text("audit/" + name + ".sql");
            String invariant = sql.lines()
                    .takeWhile(line -> line.startsWith("-- "))
                    .map(line -> line.substring("-- ".length()))
                    .collect(Collectors.joining(" "));
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
