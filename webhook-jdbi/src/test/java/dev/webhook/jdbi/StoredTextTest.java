package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredTextTest {

    private static final String HIGH = "\uD83D";
    private static final String LOW = "\uDCB6";

    @Test
    void whatPostgresqlTakesIsKeptAsItIs() {
        String text = "plain, \u00e9, \uFFFD, \t\r\n\u0001\u007f\u2028 and " + HIGH + LOW;

        assertThat(StoredText.of(text)).isSameAs(text);
        assertThat(StoredText.of("")).isEmpty();
        assertThat(StoredText.of(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0000, FFFD",
        "D83D, FFFD",
        "DCB6, FFFD",
        "DCB6 D83D, FFFD FFFD",
        "D83D D83D DCB6, FFFD D83D DCB6",
        "0000 D83D DCB6 DCB6, FFFD D83D DCB6 FFFD",
        "0061 0000 0000 0062, 0061 FFFD FFFD 0062",
    })
    void whatItRefusesIsReplacedCharByChar(String units, String stored) {
        assertThat(StoredText.of(text(units))).isEqualTo(text(stored));
    }

    private static String text(String units) {
        StringBuilder text = new StringBuilder();
        for (String unit : units.split(" ", -1)) {
            text.append((char) Integer.parseInt(unit, 16));
        }
        return text.toString();
    }

    @Test
    void headersComeBackAsTheyWere() {
        Map<String, String> request = Map.of("a", "1", "b", "\"quoted\" \\ \u00e9");
        Map<String, List<String>> response = Map.of("a", List.of("1", "2"), "b", List.of(""), "c", List.of("1"));

        assertThat(StoredText.headers(StoredText.ofHeaders(request))).isEqualTo(request);
        assertThat(StoredText.responseHeaders(StoredText.ofResponseHeaders(response)))
                .isEqualTo(response);
    }

    @Test
    void namesThatBecomeTheSameKeepTheirValues() {
        Map<String, List<String>> headers = Map.of("x\0", List.of("1"), "x" + LOW, List.of("2\0"));

        assertThat(StoredText.responseHeaders(StoredText.ofResponseHeaders(headers)))
                .containsOnlyKeys("x\uFFFD")
                .hasEntrySatisfying("x\uFFFD", values -> assertThat(values).containsExactlyInAnyOrder("1", "2\uFFFD"));
    }
}
