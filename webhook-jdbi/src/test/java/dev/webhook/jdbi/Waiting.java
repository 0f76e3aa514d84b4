package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

/** Sees who waits for whom. */
final class Waiting {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Waiting() {}

    /** Waits until another transaction waits for that of {@code holder}. */
    static void awaitOneBehind(Connection holder, DataSource dataSource) throws SQLException {
        int pid = holder.unwrap(PGConnection.class).getBackendPID();
        long end = System.nanoTime() + LONGEST.toNanos();
        Jdbi.create(dataSource).useHandle(handle -> {
            while (handle.createQuery("SELECT count(*) FROM pg_stat_activity WHERE :pid = ANY (pg_blocking_pids(pid))")
                            .bind("pid", pid)
                            .mapTo(int.class)
                            .one()
                    == 0) {
                assertThat(System.nanoTime() - end).as("nobody waits").isNegative();
                Thread.onSpinWait();
            }
        });
    }
}
