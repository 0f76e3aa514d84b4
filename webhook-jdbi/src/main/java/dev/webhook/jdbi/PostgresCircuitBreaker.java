package dev.webhook.jdbi;

import dev.webhook.circuit.Circuit;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The circuits in PostgreSQL. Workers ask and report one by one and at the same time, so what they want is done in
 * batches: a statement or two for all that arrived while the last batch ran. Thread-safe.
 */
final class PostgresCircuitBreaker implements CircuitBreaker {

    private final Database database;
    private final CircuitRows rows;
    private final CircuitPolicy policy;
    private final Combiner<Call<?>> asking = new Combiner<>(this::ask);
    private final Combiner<Call<?>> changing = new Combiner<>(this::change);

    PostgresCircuitBreaker(Database database, CircuitPolicy policy) {
        this.database = database;
        this.rows = new CircuitRows(database);
        this.policy = policy;
    }

    /** What one caller wants of one circuit. It can be run again, and the last answer counts. */
    private static final class Call<A> {

        final UUID endpoint;
        private final BiFunction<Circuit, Instant, Circuit.Step<A>> move;
        private @Nullable A answer;

        Call(EndpointId endpoint, BiFunction<Circuit, Instant, Circuit.Step<A>> move) {
            this.endpoint = endpoint.value();
            this.move = move;
        }

        Circuit run(Circuit before, Instant now) {
            Circuit.Step<A> step = move.apply(before, now);
            answer = step.answer();
            return step.next();
        }

        A answer() {
            if (answer == null) {
                throw new IllegalStateException("a call was answered before it was run");
            }
            return answer;
        }
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        return run(asking, endpoint, (circuit, now) -> circuit.admit(policy, now, UUID::randomUUID));
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return run(changing, endpoint, (circuit, now) -> circuit.report(policy, now, permit, failure));
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        if (permit instanceof CircuitAdmission.Probe) {
            run(
                    changing,
                    endpoint,
                    (circuit, now) -> new Circuit.Step<>(circuit.release(policy, now, permit), endpoint));
        }
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        return run(asking, endpoint, (circuit, now) -> new Circuit.Step<>(circuit, circuit.status(policy, now)));
    }

    @Override
    public void reset(EndpointId endpoint) {
        run(changing, endpoint, (circuit, now) -> new Circuit.Step<>(circuit.reset(policy, now), endpoint));
    }

    private static <A> A run(
            Combiner<Call<?>> combiner, EndpointId endpoint, BiFunction<Circuit, Instant, Circuit.Step<A>> move) {
        Call<A> call = new Call<>(endpoint, move);
        combiner.run(call);
        return call.answer();
    }

    /** Answers from what stands there, without a lock; what would change something is run again under one. */
    private void ask(List<Call<?>> calls) {
        Map<UUID, TimedCircuit> circuits = database.read(handle -> rows.read(handle, endpoints(calls)).stream()
                .collect(Collectors.toMap(TimedCircuit::endpoint, circuit -> circuit)));
        List<Call<?>> changes = new ArrayList<>();
        for (Call<?> call : calls) {
            TimedCircuit present = circuits.get(call.endpoint);
            if (present == null || isChanged(present.circuit(), call.run(present.circuit(), present.now()))) {
                changes.add(call);
            }
        }
        if (!changes.isEmpty()) {
            change(changes);
        }
    }

    private void change(List<Call<?>> calls) {
        database.transaction(handle -> change(handle, calls));
    }

    private int change(Handle handle, List<Call<?>> calls) {
        Map<UUID, Circuit> changed = new HashMap<>();
        for (TimedCircuit present : rows.lock(handle, endpoints(calls))) {
            Circuit after = present.circuit();
            for (Call<?> call : calls) {
                if (call.endpoint.equals(present.endpoint())) {
                    after = call.run(after, present.now());
                }
            }
            if (isChanged(present.circuit(), after)) {
                changed.put(present.endpoint(), after);
            }
        }
        if (!changed.isEmpty()) {
            rows.write(handle, changed);
        }
        return changed.size();
    }

    @SuppressWarnings("ReferenceEquality") // a circuit that nothing changed is the same object
    private static boolean isChanged(Circuit before, Circuit after) {
        return before != after;
    }

    private static Set<UUID> endpoints(List<Call<?>> calls) {
        return calls.stream().map(call -> call.endpoint).collect(Collectors.toCollection(TreeSet::new));
    }
}
