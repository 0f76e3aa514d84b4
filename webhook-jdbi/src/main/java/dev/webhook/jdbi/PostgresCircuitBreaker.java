package dev.webhook.jdbi;

import dev.webhook.circuit.Circuit;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The circuits in PostgreSQL: a statement or two for however many are asked for at once. Thread-safe. */
final class PostgresCircuitBreaker implements CircuitBreaker {

    private final Database database;
    private final CircuitRows rows;
    private final CircuitPolicy policy;

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
        return admit(List.of(endpoint)).get(0);
    }

    @Override
    public List<CircuitAdmission> admit(List<EndpointId> endpoints) {
        return ask(endpoints.stream()
                .map(endpoint -> new Call<>(endpoint, (circuit, now) -> circuit.admit(policy, now, UUID::randomUUID)))
                .toList());
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return report(List.of(new CircuitReport(endpoint, permit, failure))).get(0);
    }

    @Override
    public List<CircuitTransition> report(List<CircuitReport> reports) {
        return change(reports.stream()
                .map(report -> new Call<>(
                        report.endpoint(),
                        (circuit, now) -> circuit.report(policy, now, report.permit(), report.failure())))
                .toList());
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        if (permit instanceof CircuitAdmission.Probe) {
            change(List.of(new Call<>(
                    endpoint, (circuit, now) -> new Circuit.Step<>(circuit.release(policy, now, permit), endpoint))));
        }
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        return ask(List.of(new Call<>(
                        endpoint, (circuit, now) -> new Circuit.Step<>(circuit, circuit.status(policy, now)))))
                .get(0);
    }

    @Override
    public long openCircuits() {
        return database.read(handle -> rows.countOpen(handle, policy.forgetTime()));
    }

    @Override
    public void reset(EndpointId endpoint) {
        change(List.of(
                new Call<>(endpoint, (circuit, now) -> new Circuit.Step<>(circuit.reset(policy, now), endpoint))));
    }

    @Override
    public void open(Map<EndpointId, Duration> open) {
        if (!open.isEmpty()) {
            change(open.entrySet().stream()
                    .map(entry -> new Call<>(
                            entry.getKey(),
                            (circuit, now) -> new Circuit.Step<>(circuit.open(policy, now, entry.getValue()), entry)))
                    .toList());
        }
    }

    /** Answers from what stands there, without a lock; what would change something is run again under one. */
    private <A> List<A> ask(List<Call<A>> calls) {
        Map<UUID, TimedCircuit> circuits = database.read(handle -> rows.read(handle, endpoints(calls)).stream()
                .collect(Collectors.toMap(TimedCircuit::endpoint, Function.identity())));
        List<Call<A>> changes = new ArrayList<>();
        for (Call<A> call : calls) {
            TimedCircuit present = circuits.get(call.endpoint);
            if (present == null || isChanged(present.circuit(), call.run(present.circuit(), present.now()))) {
                changes.add(call);
            }
        }
        if (!changes.isEmpty()) {
            change(changes);
        }
        return answers(calls);
    }

    /** Runs the calls in their order, under a lock. */
    private <A> List<A> change(List<Call<A>> calls) {
        return database.transaction(handle -> {
            Map<UUID, TimedCircuit> locked = rows.lock(handle, endpoints(calls)).stream()
                    .collect(Collectors.toMap(TimedCircuit::endpoint, Function.identity()));
            Map<UUID, TimedCircuit> changed = new HashMap<>();
            for (Call<A> call : calls) {
                TimedCircuit before =
                        changed.getOrDefault(call.endpoint, Objects.requireNonNull(locked.get(call.endpoint)));
                Circuit after = call.run(before.circuit(), before.now());
                if (isChanged(before.circuit(), after)) {
                    changed.put(call.endpoint, before.with(after));
                }
            }
            if (!changed.isEmpty()) {
                rows.write(handle, List.copyOf(changed.values()));
            }
            return answers(calls);
        });
    }

    private static <A> List<A> answers(List<Call<A>> calls) {
        return calls.stream().map(Call::answer).toList();
    }

    @SuppressWarnings("ReferenceEquality") // a circuit that nothing changed is the same object
    private static boolean isChanged(Circuit before, Circuit after) {
        return before != after;
    }

    private static <A> Set<UUID> endpoints(List<Call<A>> calls) {
        return calls.stream().map(call -> call.endpoint).collect(Collectors.toCollection(TreeSet::new));
    }
}
