package dev.webhook.benchmarks.micro;

import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DecisionPolicy;
import dev.webhook.delivery.OutcomeClassifier;
import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to tell what an answer means, and what becomes of the delivery. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class OutcomeBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final DecisionPolicy POLICY = new DecisionPolicy(Set.of(400));
    private static final RetryPolicy RETRIES = RetryPolicy.exponential();

    /** What came of a request. */
    public enum Answer {
        /** It was taken. */
        OK_200,
        /** It is never taken. */
        BAD_REQUEST_400,
        /** Not now. */
        ERROR_500,
        /** In two minutes. */
        BUSY_503_SECONDS,
        /** In two minutes, in the form that a date is looked for in last. */
        BUSY_429_DATE,
        /** There was no answer. */
        TIMEOUT
    }

    /** The answer to the first attempt. */
    @Param
    Answer answer = Answer.OK_200;

    private HttpResult result = response(200, Map.of());

    /** Makes the answer. */
    @Setup
    public void prepare() {
        result = switch (answer) {
            case OK_200 -> response(200, Map.of());
            case BAD_REQUEST_400 -> response(400, Map.of());
            case ERROR_500 -> response(500, Map.of());
            case BUSY_503_SECONDS -> response(503, Map.of("Retry-After", List.of("120")));
            case BUSY_429_DATE -> response(429, Map.of("Retry-After", List.of("Fri Nov 27 12:02:00 2026")));
            case TIMEOUT ->
                new HttpResult.Unreachable(HttpResult.Cause.TIMEOUT, "no answer in time", Duration.ofSeconds(30));
        };
    }

    private static HttpResult response(int status, Map<String, List<String>> headers) {
        return new HttpResult.Response(status, headers, "", false, Duration.ofMillis(20));
    }

    /** Returns what becomes of the delivery. */
    @Benchmark
    public Decision decide() {
        return POLICY.decide(OutcomeClassifier.classify(result, NOW), 1, RETRIES.maxAttempts(), RETRIES, 0.5);
    }
}
