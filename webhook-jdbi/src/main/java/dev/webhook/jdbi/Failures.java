package dev.webhook.jdbi;

import dev.webhook.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.postgresql.util.PSQLException;

/** Tells what an error of the database means for the caller. */
final class Failures {

    /** Serialization failure and deadlock: the transaction did nothing and can be run again as it is. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    /** Read-only server, time limits of transactions, statements, locks and sessions, shutdown and start-up. */
    private static final Set<String> UNAVAILABLE =
            Set.of("25006", "25P03", "25P04", "57014", "55P03", "57P01", "57P02", "57P03", "57P05", "58030");

    private Failures() {}

    /**
     * Tells whether the transaction that failed with {@code e} can be run again at once. A partition that was made a
     * moment ago can be missing to a session that hasn't heard of it.
     */
    static boolean isTransient(Throwable e) {
        return sqlException(e)
                .filter(error -> AGAIN.contains(String.valueOf(error.getSQLState())) || isMissingPartition(error))
                .isPresent();
    }

    /** Returns the table that {@code e} found no partition of, or empty if it is another failure. */
    static Optional<String> withoutPartition(Throwable e) {
        return sqlException(e)
                .filter(Failures::isMissingPartition)
                .map(error -> ((PSQLException) error).getServerErrorMessage().getTable());
    }

    /** Returns the SQLSTATE of the error of the database behind {@code e}, or empty if there is none. */
    static Optional<String> state(Throwable e) {
        return sqlException(e).map(SQLException::getSQLState);
    }

    /** Returns what the caller is told: that the store is unavailable, or the error as it is. */
    static RuntimeException translated(RuntimeException e) {
        Optional<SQLException> error = sqlException(e);
        if (error.filter(Failures::isMissingPartition).isPresent()) {
            return new StoreUnavailableException(
                    "there is no partition to store in; if its retention isn't over, run WebhookSchema.maintain: "
                            + error.get().getMessage(),
                    e);
        }
        return error.filter(outage -> isOutage(outage) || e instanceof ConnectionException)
                .<RuntimeException>map(outage -> new StoreUnavailableException(
                        "PostgreSQL can't be reached or takes no work now: " + described(outage), e))
                .orElse(e);
    }

    /** Returns what the server or the pool says; a pool that got no connection tells why by its cause. */
    private static String described(SQLException outage) {
        String state = outage.getSQLState() == null ? "" : " (SQLSTATE " + outage.getSQLState() + ")";
        String cause = outage.getCause() instanceof SQLException sql ? ": " + sql.getMessage() : "";
        return outage.getMessage() + cause + state;
    }

    /** A row that no partition takes breaks a check that has no name. */
    private static boolean isMissingPartition(SQLException e) {
        return "23514".equals(e.getSQLState())
                && e instanceof PSQLException error
                && error.getServerErrorMessage() != null
                && error.getServerErrorMessage().getConstraint() == null;
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
