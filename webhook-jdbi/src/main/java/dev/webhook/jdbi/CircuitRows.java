package dev.webhook.jdbi;

import dev.webhook.circuit.Circuit;
import dev.webhook.circuit.CircuitSnapshot;
import dev.webhook.circuit.CircuitState;
import dev.webhook.circuit.ResultTally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Circuits and their rows. Thread-safe. */
final class CircuitRows {

    private final Database database;

    CircuitRows(Database database) {
        this.database = database;
    }

    /** Returns the circuits of {@code endpoints} as they stand. */
    List<TimedCircuit> read(Handle handle, Collection<UUID> endpoints) {
        return select(handle, "circuit/read", endpoints);
    }

    /** Locks the circuits of {@code endpoints}, those that are missing made before. */
    List<TimedCircuit> lock(Handle handle, Collection<UUID> endpoints) {
        List<TimedCircuit> locked = select(handle, "circuit/lock", endpoints);
        if (locked.size() == endpoints.size()) {
            return locked;
        }
        database.inTurn(handle, "webhook_circuits");
        database.update(handle, "circuit/make")
                .bindArray("endpoints", UUID.class, List.copyOf(endpoints))
                .execute();
        return select(handle, "circuit/lock", endpoints);
    }

    private List<TimedCircuit> select(Handle handle, String statement, Collection<UUID> endpoints) {
        return database.query(handle, statement)
                .bindArray("endpoints", UUID.class, List.copyOf(endpoints))
                .map((row, context) -> new TimedCircuit(
                        row.getObject("webhook_id", UUID.class),
                        row.getLong("changes"),
                        circuit(row),
                        Times.instant(row, "now")))
                .list();
    }

    private static Circuit circuit(ResultSet row) throws SQLException {
        long generation = row.getLong("generation");
        if (row.wasNull() || (generation == 0 && Times.micros(Times.instant(row, "time")) == 0)) {
            return Circuit.fresh();
        }
        return Circuit.restore(new CircuitSnapshot(
                generation,
                CircuitState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Times.instant(row, "time"),
                row.getInt("consecutive_failures"),
                row.getInt("openings"),
                row.getObject("probe", UUID.class),
                tallies(row.getString("tallies"))));
    }

    /** Counts the circuits that aren't closed, nor forgotten after {@code forgetTime}. */
    long countOpen(Handle handle, Duration forgetTime) {
        return database.query(handle, "circuit/count_open")
                .bind("forgetMicros", Times.micros(forgetTime))
                .mapTo(Long.class)
                .one();
    }

    /** Writes locked circuits back. */
    void write(Handle handle, List<TimedCircuit> changed) {
        List<CircuitSnapshot> circuits =
                changed.stream().map(one -> one.circuit().snapshot()).toList();
        database.update(handle, "circuit/write")
                .bindArray("endpoints", UUID.class, column(changed, TimedCircuit::endpoint))
                .bindArray("changes", Long.class, column(changed, TimedCircuit::changes))
                .bindArray("generations", Long.class, column(circuits, CircuitSnapshot::generation))
                .bindArray(
                        "states",
                        String.class,
                        column(circuits, circuit -> circuit.state().name().toLowerCase(Locale.ROOT)))
                .bindArray("times", OffsetDateTime.class, column(circuits, circuit -> Times.parameter(circuit.time())))
                .bindArray("failures", Integer.class, column(circuits, CircuitSnapshot::consecutiveFailures))
                .bindArray("openings", Integer.class, column(circuits, CircuitSnapshot::openings))
                .bindArray("probes", UUID.class, column(circuits, CircuitSnapshot::probe))
                .bindArray("tallies", String.class, column(circuits, circuit -> text(circuit.tallies())))
                .execute();
    }

    private static <C, T> Object[] column(List<C> circuits, Function<C, T> value) {
        return circuits.stream().map(value).toArray();
    }

    private static String text(List<ResultTally> tallies) {
        return tallies.stream()
                .map(tally -> tally.bucket() + " " + tally.calls() + " " + tally.failures() + ";")
                .collect(Collectors.joining());
    }

    private static List<ResultTally> tallies(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.split(";", -1))
                        .filter(tally -> !tally.isEmpty())
                        .map(tally -> tally.split(" ", 3))
                        .map(parts -> new ResultTally(
                                Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                        .toList();
    }
}
