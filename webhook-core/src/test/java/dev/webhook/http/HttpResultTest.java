package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResultTest {

    @Test
    void headersAreFoundWhateverTheirCase() {
        HttpResult.Response response = response(200, Map.of("Retry-After", List.of("5", "6")));

        assertThat(response.header("retry-AFTER")).hasValue("5");
        assertThat(response.headers().get("RETRY-after")).containsExactly("5", "6");
        assertThat(response.header("missing")).isEmpty();
    }

    @Test
    void headersOfOneNameInDifferentCasesAreJoined() {
        HttpResult.Response response = response(200, Map.of("A", List.of("1"), "a", List.of("2")));

        assertThat(response.headers().get("a")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void headersCannotBeChanged() {
        HttpResult.Response response = response(200, Map.of("A", List.of("1")));

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> response.headers().put("B", List.of()));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> response.headers().get("A").add("2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 1000})
    void aStatusHasThreeDigits(int status) {
        assertThatIllegalArgumentException().isThrownBy(() -> response(status, Map.of()));
    }

    @Test
    void timeDoesNotRunBackwards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpResult.Unreachable(HttpResult.Cause.IO, "x", Duration.ofNanos(-1)));
    }

    @Test
    void theTextOfAResponseHoldsNothingOfItsContent() {
        HttpResult.Response response =
                new HttpResult.Response(200, Map.of("A", List.of("in-header")), "in-body", true, Duration.ZERO);

        assertThat(response.toString()).contains("200", "truncated").doesNotContain("in-header", "in-body");
    }

    private static HttpResult.Response response(int status, Map<String, List<String>> headers) {
        return new HttpResult.Response(status, headers, "", false, Duration.ZERO);
    }
}
