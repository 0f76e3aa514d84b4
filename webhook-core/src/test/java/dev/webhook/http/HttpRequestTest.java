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

class HttpRequestTest {

    private static final EndpointUrl URL = EndpointUrl.of("https://example.com/hooks/token-in-path?key=in-query");

    @Test
    void headersKeepTheirOrder() {
        HttpRequest request = HttpRequest.to(URL)
                .header("b", "1")
                .header("a", "2")
                .header("c", "3")
                .build();

        assertThat(request.headers()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"), Map.entry("c", "3"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> request.headers().put("d", "4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "a\r\nb", "\u00e4", "a\0", "a(b)"})
    void aHeaderNameMustBeAToken(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpRequest.to(URL).header(name, "x"))
                .withMessageContaining("token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX-Injected: 1", "secret\n", "secret\0", "secret\u00e4", "secret\u007f"})
    void aHeaderValueMustBePrintableAndIsNotTold(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpRequest.to(URL).header("x", value))
                .withMessageContaining("'x'")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host", "CONTENT-LENGTH", "transfer-encoding", "Connection", "Expect", "Accept-Encoding", "te"})
    void theConnectionsOwnHeadersAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpRequest.to(URL).header(name, "x"))
                .withMessageContaining("set by the transport");
    }

    @Test
    void aHeaderIsThereOnceWhateverItsCase() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> HttpRequest.to(URL).headers(Map.of("X-A", "1")).header("x-a", "2"))
                .withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT1H0.001S"})
    void theTimeoutHasBounds(String timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpRequest.to(URL).timeout(Duration.parse(timeout)));
    }

    @Test
    void theAllowlistIsCopied() {
        HttpRequest request =
                HttpRequest.to(URL).allowlist(List.of(Cidr.parse("10.0.0.0/8"))).build();

        assertThat(request.allowlist()).containsExactly(Cidr.parse("10.0.0.0/8"));
    }

    @Test
    void itsTextHoldsNoSecrets() {
        String text = HttpRequest.to(URL)
                .header("Authorization", "Bearer in-value")
                .body(new byte[7])
                .build()
                .toString();

        assertThat(text)
                .contains("example.com:443", "Authorization", "7 bytes")
                .doesNotContain("in-path", "in-query", "in-value");
    }
}
