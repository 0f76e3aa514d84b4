package dev.webhook.redis;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitState;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import redis.clients.jedis.UnifiedJedis;

/**
 * The circuits in Redis: a script for however many are asked for at once, or one for every {@value #BATCH}. Thread-safe.
 *
 * <p>A call that fails may have done its work: a probe that nobody heard of is replaced after its time, a result may be
 * missing.
 */
final class RedisCircuitBreaker implements CircuitBreaker {

    private static final int BATCH = 500;

    private static final Script ADMIT = Script.of("circuit", "admit");
    private static final Script REPORT = Script.of("circuit", "report");
    private static final Script RELEASE = Script.of("circuit", "release");
    private static final Script RESET = Script.of("circuit", "reset");
    private static final Script OPEN = Script.of("circuit", "open");
    private static final Script COUNT_OPEN = Script.of("circuit", "count_open");
    private static final Script STATUS = Script.of("circuit", "status");

    private final UnifiedJedis jedis;
    private final byte[] key;
    private final List<byte[]> policy;

    RedisCircuitBreaker(UnifiedJedis jedis, RedisKeys keys, CircuitPolicy policy) {
        this.jedis = jedis;
        this.key = keys.circuits();
        this.policy = List.of(
                Bytes.of(policy.consecutiveFailures()),
                Bytes.of(policy.minimumCalls()),
                Bytes.of(policy.failureRatePercent()),
                Bytes.of(policy.window().toMillis()),
                Bytes.of(policy.openTime()),
                Bytes.of(policy.longestOpenTime()),
                Bytes.of(policy.probeTime()),
                Bytes.of(policy.forgetTime()));
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        return admit(List.of(endpoint)).get(0);
    }

    @Override
    public List<CircuitAdmission> admit(List<EndpointId> endpoints) {
        List<CircuitAdmission> answers = new ArrayList<>();
        for (List<EndpointId> batch : Batches.of(endpoints, BATCH)) {
            List<UUID> tokens = new ArrayList<>();
            List<byte[]> arguments = new ArrayList<>();
            for (EndpointId endpoint : batch) {
                UUID token = UUID.randomUUID();
                tokens.add(token);
                arguments.add(Bytes.of(endpoint.toString()));
                arguments.add(Bytes.of(token.toString()));
            }
            List<?> rows = list(run(ADMIT, arguments));
            for (int i = 0; i < rows.size(); i++) {
                answers.add(admission(list(rows.get(i)), tokens.get(i)));
            }
        }
        return answers;
    }

    private static CircuitAdmission admission(List<?> row, UUID token) {
        if (row.get(1) instanceof Long micros) {
            return new CircuitAdmission.Refused(duration(micros));
        }
        long generation = (Long) row.get(0);
        return Bytes.text(row.get(1)).equals("probe")
                ? new CircuitAdmission.Probe(generation, token)
                : new CircuitAdmission.Admitted(generation);
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return report(List.of(new CircuitReport(endpoint, permit, failure))).get(0);
    }

    @Override
    public List<CircuitTransition> report(List<CircuitReport> reports) {
        List<CircuitTransition> transitions = new ArrayList<>();
        for (List<CircuitReport> batch : Batches.of(reports, BATCH)) {
            List<byte[]> arguments = new ArrayList<>();
            for (CircuitReport report : batch) {
                arguments.add(Bytes.of(report.endpoint().toString()));
                arguments.add(Bytes.of(report.permit().generation()));
                arguments.add(Bytes.of(
                        report.permit() instanceof CircuitAdmission.Probe probe
                                ? probe.token().toString()
                                : ""));
                arguments.add(Bytes.of(report.failure() ? 1 : 0));
            }
            list(run(REPORT, arguments)).forEach(row -> transitions.add(transition(list(row))));
        }
        return transitions;
    }

    private static CircuitTransition transition(List<?> row) {
        String kind = Bytes.text(row.get(0)).toUpperCase(Locale.ROOT);
        return new CircuitTransition(CircuitTransition.Kind.valueOf(kind), duration(row.get(1)));
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        if (permit instanceof CircuitAdmission.Probe probe) {
            run(
                    RELEASE,
                    List.of(
                            Bytes.of(endpoint.toString()),
                            Bytes.of(probe.token().toString())));
        }
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        List<?> row = list(run(STATUS, List.of(Bytes.of(endpoint.toString()))));
        CircuitState state = CircuitState.valueOf(Bytes.text(row.get(0)).toUpperCase(Locale.ROOT));
        return new CircuitStatus(state, duration(row.get(1)), ((Long) row.get(2)).intValue());
    }

    @Override
    public long openCircuits() {
        return (Long) run(COUNT_OPEN, List.of());
    }

    @Override
    public void reset(EndpointId endpoint) {
        run(RESET, List.of(Bytes.of(endpoint.toString())));
    }

    @Override
    public void open(Map<EndpointId, Duration> open) {
        for (List<EndpointId> batch : Batches.of(List.copyOf(open.keySet()), BATCH)) {
            List<byte[]> arguments = new ArrayList<>();
            for (EndpointId endpoint : batch) {
                arguments.add(Bytes.of(endpoint.toString()));
                arguments.add(Bytes.of(Objects.requireNonNull(open.get(endpoint))));
            }
            run(OPEN, arguments);
        }
    }

    private Object run(Script script, List<byte[]> arguments) {
        List<byte[]> all = new ArrayList<>(policy);
        all.addAll(arguments);
        return script.run(jedis, key, all);
    }

    private static List<?> list(Object answer) {
        return (List<?>) answer;
    }

    private static Duration duration(Object micros) {
        return Duration.of((Long) micros, ChronoUnit.MICROS);
    }
}
