package dev.webhook.jdbi;

import dev.webhook.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/** Tells what an error of the database means for the caller. */
final class Failures {

    /** Serialization failure and deadlock: the transaction did nothing and can be run again as it is. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    /** Read-only server, statement and lock time limits, shutdown and start-up. */
    private static final Set<String> UNAVAILABLE =
            Set.of("25006", "57014", "55P03", "57P01", "57P02", "57P03", "57P05", "58030");

    private Failures() {}

    /** Tells whether the transaction that failed with {@code e} can be run again at once. */
    static boolean isTransient(Throwable e) {
        return sqlException(e)
                .map(SQLException::getSQLState)
                .filter(AGAIN::contains)
                .isPresent();
    }

    /** Returns what the caller is told: that the store is unavailable, or the error as it is. */
    static RuntimeException translated(RuntimeException e) {
        return sqlException(e)
                .filter(Failures::isOutage)
                .<RuntimeException>map(outage -> new StoreUnavailableException(
                        "PostgreSQL can't be reached or takes no work now: " + outage.getMessage(), e))
                .orElse(e);
    }

    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || e instanceof SQLRecoverableException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("53")
                                || AGAIN.contains(state)
                                || UNAVAILABLE.contains(state)));
    }

    private static Optional<SQLException> sqlException(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
