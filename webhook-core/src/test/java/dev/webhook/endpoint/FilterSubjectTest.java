package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.webhook.event.EventData;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSubjectTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"card\": 4711", "{} {}", "\ufeff{}", "nope"})
    void dataThatIsNotJsonIsRefusedWithoutShowingIt(String data) {
        assertThatExceptionOfType(UnreadableEventDataException.class)
                .isThrownBy(() -> FilterSubject.of(EventData.of(data)))
                .withMessageStartingWith("event data is not JSON: ")
                .withMessageNotContaining("4711")
                .withMessageNotContaining("nope");
    }

    @Test
    void dataThatIsNotUtf8IsRefused() {
        assertThatExceptionOfType(UnreadableEventDataException.class)
                .isThrownBy(() -> FilterSubject.of(EventData.of(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'})))
                .withMessageStartingWith("event data is not UTF-8: ");
    }

    @ParameterizedTest
    @MethodSource("unusualData")
    void whatMayBePublishedCanBeMatched(String data) {
        FilterSubject subject = assertTimeoutPreemptively(SOON, () -> FilterSubject.of(EventData.of(data)));
        assertThat(Filter.parse("{\"a\":{\"ne\":1}}").matches(subject)).isTrue();
        assertThat(Filter.parse("{\"a\":{\"exists\":true}}").matches(subject)).isEqualTo(data.contains("\"a\""));
    }

    static List<String> unusualData() {
        return List.of(
                "{\"a\":1e400000}",
                "{\"a\":-1e-400000}",
                "{\"a\":1e99999999999999999999}",
                "{\"a\":1e" + "9".repeat(200_000) + "}",
                "{\"a\":" + "7".repeat(250_000) + "}",
                "{\"a\":0." + "0".repeat(250_000) + "1}",
                "{\"a\":\"" + "x".repeat(250_000) + "\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":[],\"a\":\"\\ud800x\"}",
                "{\"" + "k".repeat(60_000) + "\":1}",
                "[".repeat(100) + "]".repeat(100),
                "{\"a\":".repeat(100) + "2" + "}".repeat(100),
                "{\"a\":2,\"a\":3}",
                IntStream.range(0, 20_000).mapToObj(i -> "\"m" + i + "\":1").collect(Collectors.joining(",", "{", "}")),
                IntStream.range(0, 1 << 13)
                        .mapToObj(i -> "\"" + colliding(i) + "\":1")
                        .collect(Collectors.joining(",", "{", "}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e400000", "1e1000000000", "1e2147483648", "1e99999999999999999999", "1E+9223372036854775808"})
    void enormousExponentsCompareByValue(String value) {
        FilterSubject large = FilterSubject.of(EventData.of("{\"a\":" + value + "}"));
        FilterSubject small = FilterSubject.of(EventData.of("{\"a\":" + value.replaceFirst("[eE]\\+?", "e-") + "}"));
        assertTimeoutPreemptively(SOON, () -> {
            assertThat(Filter.parse("{\"a\":{\"gt\":9.9e999}}").matches(large)).isTrue();
            assertThat(Filter.parse("{\"a\":{\"lte\":9.9e999}}").matches(large)).isFalse();
            assertThat(Filter.parse("{\"a\":{\"in\":[1,1e999]}}").matches(large))
                    .isFalse();
            assertThat(Filter.parse("{\"a\":{\"gt\":0,\"lt\":1e-1000}}").matches(small))
                    .isTrue();
            assertThat(Filter.parse("{\"a\":0}").matches(small)).isFalse();
        });
    }

    @Test
    void aHostileSearchTakesLinearTime() {
        String run = "a".repeat(250_000);
        FilterSubject subject = FilterSubject.of(EventData.of("{\"s\":\"" + run + "\"}"));
        Filter filter = Filter.parse("{\"s\":{\"contains\":\"" + "a".repeat(16_000) + "b\"}}");
        assertTimeoutPreemptively(SOON, () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(filter.matches(subject)).isFalse();
            }
        });
    }

    @Test
    @Tag("sweep")
    void theMostConditionsOverTheLargestDataEndSoon() {
        FilterSubject subject = FilterSubject.of(EventData.of("[" + "{\"a\":[]},".repeat(26_000) + "0]"));
        Filter filter = Filter.parse(IntStream.range(0, 256)
                .mapToObj(i -> "{\"a\":" + i + "}")
                .collect(Collectors.joining(",", "{\"or\":[", "]}")));
        assertThat(assertTimeoutPreemptively(SOON, () -> filter.matches(subject)))
                .isFalse();
    }

    private static String colliding(int number) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 13; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }
}
