package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.FilterSubject;
import dev.webhook.endpoint.InvalidFilterException;
import dev.webhook.event.EventData;
import dev.webhook.event.EventType;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the tables of {@code docs/concepts.md} against the code. */
class ConceptsDocTest {

    private static final String FILE = "docs/concepts.md";

    private static final Map<String, Supplier<RetryPolicy>> POLICIES = Map.of(
            "RetryPolicy.exponential()", RetryPolicy::exponential,
            "RetryPolicy.standardWebhooks()", RetryPolicy::standardWebhooks,
            "RetryPolicy.linear(5 min, 24 h, 4)",
                    () -> RetryPolicy.linear(Duration.ofMinutes(5), Duration.ofHours(24), 4),
            "RetryPolicy.fixed(1 min, 3)", () -> RetryPolicy.fixed(Duration.ofMinutes(1), 3),
            "RetryPolicy.schedule([10 s, 10 min])",
                    () -> RetryPolicy.schedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(10))));

    static List<Map<String, String>> patterns() {
        return Docs.table(FILE, "patterns");
    }

    static List<Map<String, String>> filters() {
        return Docs.table(FILE, "filters");
    }

    static List<Map<String, String>> mistakes() {
        return Docs.table(FILE, "filter mistakes");
    }

    static List<Map<String, String>> policies() {
        return Docs.table(FILE, "retry policies");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void aPatternStandsForTheTypesThatTheTableSays(Map<String, String> row) {
        EventTypePattern pattern = new EventTypePattern(Docs.code(row.get("pattern")));

        assertThat(types(row.get("takes"))).isNotEmpty().allMatch(pattern::matches);
        assertThat(types(row.get("does not take"))).noneMatch(pattern::matches);
    }

    private static List<EventType> types(String cell) {
        return cell.isEmpty()
                ? List.of()
                : List.of(cell.split(", ", -1)).stream()
                        .map(Docs::code)
                        .map(EventType::new)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterDoesWhatItsExampleSays(Map<String, String> row) {
        Filter filter = Filter.parse(Docs.code(row.get("filter")));
        FilterSubject data = FilterSubject.of(EventData.of(Docs.code(row.get("data"))));

        assertThat(row.get("matches")).isIn("yes", "no");
        assertThat(filter.matches(data)).isEqualTo(row.get("matches").equals("yes"));
    }

    @Test
    void everyOperatorHasAnExample() {
        String all = filters().stream().map(row -> row.get("filter")).collect(Collectors.joining());

        assertThatExceptionOfType(InvalidFilterException.class)
                .isThrownBy(() -> Filter.parse("{\"a\": {\"nope\": 1}}"))
                .satisfies(refused -> assertThat(refused.getMessage()
                                .replaceAll("(?s).*known are ([a-z_ ]+);.*", "$1")
                                .split(" ", -1))
                        .hasSizeGreaterThan(10)
                        .allSatisfy(operator -> assertThat(all).contains("\"" + operator + "\"")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsRefusedWithItsPlace(Map<String, String> row) {
        assertThatExceptionOfType(InvalidFilterException.class)
                .isThrownBy(() -> Filter.parse(Docs.code(row.get("filter"))))
                .withMessageContaining(Docs.code(row.get("refused at")));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aPolicyWaitsAsTheTableSays(Map<String, String> row) {
        RetryPolicy policy = POLICIES.get(Docs.code(row.get("policy"))).get();

        assertThat(policy.maxAttempts()).isEqualTo(Integer.parseInt(row.get("attempts")));
        assertThat(IntStream.rangeClosed(1, policy.maxRetries())
                        .mapToObj(policy::backoff)
                        .toList())
                .isEqualTo(List.of(row.get("waits").split(", ", -1)).stream()
                        .map(Shown::duration)
                        .toList());
        assertThat(policy.longestSpan()).isEqualTo(Shown.duration(row.get("longest span")));
    }

    @Test
    void everyStrategyIsInTheTable() {
        assertThat(policies())
                .extracting(row -> Docs.code(row.get("policy")))
                .containsExactlyInAnyOrderElementsOf(POLICIES.keySet());
    }
}
