package dev.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.http.HttpResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeClassifierTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void everyStatusFrom200To299Delivers(int status) {
        Outcome outcome = classify(status, null);

        assertThat(outcome).isEqualTo(new Outcome.Delivered(status));
        assertThat(outcome.success()).isTrue();
        assertThat(outcome.error()).isNull();
        assertThat(OutcomeClassifier.isEndpointFailure(outcome)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "100, false", "199, false", "300, false", "301, false", "302, false", "307, false", "308, false", "400, false",
        "401, false", "404, false", "408, false", "410, false", "422, false", "428, false", "429, true", "430, false",
        "499, false", "500, true", "501, true", "502, true", "503, true", "504, true", "599, true", "999, true"
    })
    void everyOtherStatusRejectsAndSomeCountAgainstTheCircuit(int status, boolean countsAgainstTheCircuit) {
        Outcome outcome = classify(status, null);

        assertThat(outcome).isEqualTo(new Outcome.Rejected(status, null));
        assertThat(outcome.success()).isFalse();
        assertThat(outcome.error()).isEqualTo("HTTP status " + status);
        assertThat(OutcomeClassifier.isEndpointFailure(outcome)).isEqualTo(countsAgainstTheCircuit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    429 | 120 | PT2M
                    503 | 120 | PT2M
                    503 | Sun, 01 Mar 2026 12:00:30 GMT | PT30S
                    503 | 999999 | PT24H
                    503 | 0 |
                    503 | Sun, 01 Mar 2026 11:59:30 GMT |
                    503 | soon |
                    500 | 120 |
                    502 | 120 |
                    404 | 120 |
                    301 | 120 |
                    """)
    void retryAfterCountsOn429And503Only(int status, String header, @Nullable Duration expected) {
        assertThat(classify(status, header)).isEqualTo(new Outcome.Rejected(status, expected));
    }

    @Test
    void retryAfterOfADeliveryIsNotLookedAt() {
        assertThat(classify(200, "120")).isEqualTo(new Outcome.Delivered(200));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANCELLED")
    void noAnswerIsTheEndpointsFailure(HttpResult.Cause cause) {
        Outcome outcome = OutcomeClassifier.classify(
                new HttpResult.Unreachable(cause, "no route to a.example.com", Duration.ZERO), NOW);

        assertThat(outcome).isEqualTo(new Outcome.Unreachable(cause, "no route to a.example.com"));
        assertThat(OutcomeClassifier.isEndpointFailure(outcome)).isTrue();
    }

    @Test
    void aCancelledExchangeHasNoOutcome() {
        HttpResult cancelled = new HttpResult.Unreachable(HttpResult.Cause.CANCELLED, "closed", Duration.ZERO);

        assertThatThrownBy(() -> OutcomeClassifier.classify(cancelled, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBlockedAddressIsNotTheEndpointsFailure() {
        Outcome outcome = OutcomeClassifier.classify(new HttpResult.Blocked("address 10.0.0.1 is not public"), NOW);

        assertThat(outcome).isEqualTo(new Outcome.Blocked("address 10.0.0.1 is not public"));
        assertThat(outcome.success()).isFalse();
        assertThat(OutcomeClassifier.isEndpointFailure(outcome)).isFalse();
    }

    private static Outcome classify(int status, @Nullable String retryAfter) {
        Map<String, List<String>> headers =
                retryAfter == null ? Map.of() : Map.of("retry-after", List.of(retryAfter, "7"));
        return OutcomeClassifier.classify(new HttpResult.Response(status, headers, "", false, Duration.ZERO), NOW);
    }
}
