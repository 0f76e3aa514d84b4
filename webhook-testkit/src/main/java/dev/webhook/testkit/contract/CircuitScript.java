package dev.webhook.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhook.circuit.CircuitPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * One case of {@code circuit.json}: a policy, and the steps to take under it. The file explains its own form.
 *
 * <p>Immutable and thread-safe.
 */
record CircuitScript(String name, CircuitPolicy policy, List<JsonNode> steps) {

    static List<CircuitScript> all() {
        try (InputStream file = CircuitScript.class.getResourceAsStream("circuit.json")) {
            JsonNode cases =
                    new ObjectMapper().readTree(Objects.requireNonNull(file)).get("cases");
            return list(cases).stream().map(CircuitScript::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CircuitScript of(JsonNode script) {
        return new CircuitScript(
                script.get("name").textValue(), policy(script.path("policy")), list(script.get("steps")));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static CircuitPolicy policy(JsonNode values) {
        CircuitPolicy.Builder policy = CircuitPolicy.builder();
        values.fieldNames()
                .forEachRemaining(name -> set(policy, name, values.get(name).intValue()));
        return policy.build();
    }

    private static void set(CircuitPolicy.Builder policy, String name, int value) {
        switch (name) {
            case "consecutive_failures" -> policy.consecutiveFailures(value);
            case "minimum_calls" -> policy.minimumCalls(value);
            case "failure_rate_percent" -> policy.failureRatePercent(value);
            case "window" -> policy.window(Duration.ofSeconds(value));
            case "open_time" -> policy.openTime(Duration.ofSeconds(value));
            case "longest_open_time" -> policy.longestOpenTime(Duration.ofSeconds(value));
            case "probe_time" -> policy.probeTime(Duration.ofSeconds(value));
            case "forget_time" -> policy.forgetTime(Duration.ofSeconds(value));
            default -> throw new IllegalArgumentException("circuit.json: unknown policy value '" + name + "'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
