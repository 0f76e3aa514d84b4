package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomHeadersTest {

    @Test
    void headersAreKeptAsGivenAndFoundWithoutRegardToCase() {
        CustomHeaders headers =
                CustomHeaders.of(Map.of("X-Tenant", "a b\tc", "X-Empty", "", "!#$%&'*+-.^_`|~09azAZ", "~"));
        assertThat(headers.asMap())
                .containsEntry("x-tenant", "a b\tc")
                .containsEntry("X-EMPTY", "")
                .hasSize(3);
        assertThat(headers.asMap().keySet()).contains("X-Tenant");
        assertThat(headers.isEmpty()).isFalse();
        assertThatThrownBy(() -> headers.asMap().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void noneIsEmpty() {
        assertThat(CustomHeaders.none().isEmpty()).isTrue();
        assertThat(CustomHeaders.none().asMap()).isEmpty();
        assertThat(CustomHeaders.none()).isEqualTo(CustomHeaders.of(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a:b", ":path", "a\r\nb", "é", "a(b)", "a/b", "a\"", "a\u0000", "a@b", "[a]", "a,b"})
    void aNameThatIsNoTokenIsRefused(String name) {
        assertThatThrownBy(() -> CustomHeaders.of(Map.of(name, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a header name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret\r",
                "secret\nX: y",
                "sec\u0000ret",
                "secreté",
                "secret\u007f",
                "secret\u001b",
                " secret",
                "secret ",
                "\tsecret",
                " "
            })
    void aValueThatIsNotPrintableIsRefusedAndNotShown(String value) {
        assertThatThrownBy(() -> CustomHeaders.of(Map.of("X-Key", value)))
                .hasMessageContaining("'X-Key' has a value that is not printable ASCII")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "HOST",
                "content-length",
                "Content-Type",
                "Content-Encoding",
                "content-digest",
                "Transfer-Encoding",
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Upgrade",
                "Expect",
                "HTTP2-Settings",
                "Proxy-Authorization",
                "Proxy-Connection",
                "Accept-Encoding",
                "User-Agent",
                "Authorization",
                "Cookie",
                "webhook-id",
                "Webhook-Signature",
                "webhook-anything",
                "X-Hub-Signature",
                "X-Hub-Signature-256",
                "Stripe-Signature",
                "Signature",
                "Signature-Input",
                "Forwarded",
                "X-Forwarded-For",
                "X-Real-IP",
                "Via",
                "Metadata",
                "Metadata-Flavor",
                "X-aws-ec2-metadata-token"
            })
    void aReservedNameIsRefused(String name) {
        assertThatThrownBy(() -> CustomHeaders.of(Map.of(name, "x")))
                .hasMessage("custom headers: '" + name + "' is reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Host",
                "X-Webhook-Id",
                "Accept",
                "X-Api-Key",
                "Contents",
                "Proxy",
                "Webhook",
                "Idempotency-Key"
            })
    void otherNamesAreNotReserved(String name) {
        assertThat(CustomHeaders.of(Map.of(name, "x")).asMap()).containsOnlyKeys(name);
    }

    @Test
    void namesThatDifferByCaseOnlyAreRefused() {
        assertThatThrownBy(() -> CustomHeaders.of(Map.of("X-Key", "1", "x-key", "2")))
                .hasMessage("custom headers: 'x-key' is there twice; names don't differ by case");
    }

    @Test
    void allProblemsAreToldTogetherInAFixedOrder() {
        Map<String, String> headers = Map.of("b c", "x", "Host", "x", "X-A", "\n", "X-B", "ok", "x-b", "ok");
        assertThatThrownBy(() -> CustomHeaders.of(headers))
                .hasMessage(
                        "custom headers: 'Host' is reserved; 'X-A' has a value that is not printable ASCII, or begins"
                                + " or ends in space; 'b c' is not a header name: letters, digits and '-' are, spaces and ':'"
                                + " aren't; 'x-b' is there twice; names don't differ by case");
    }

    @Test
    void countAndSizesAreBounded() {
        assertThat(CustomHeaders.of(numbered(32, "v")).asMap()).hasSize(32);
        assertThatThrownBy(() -> CustomHeaders.of(numbered(33, "v"))).hasMessageContaining("there are 33, at most 32");

        assertThat(CustomHeaders.of(Map.of("n".repeat(128), "v")).isEmpty()).isFalse();
        assertThatThrownBy(() -> CustomHeaders.of(Map.of("n".repeat(129), "v")))
                .hasMessageContaining("has 129 characters, at most 128");

        assertThat(CustomHeaders.of(Map.of("n", "v".repeat(4096))).isEmpty()).isFalse();
        assertThatThrownBy(() -> CustomHeaders.of(Map.of("n", "v".repeat(4097))))
                .hasMessageContaining("a value of 4097 characters, at most 4096");

        assertThat(CustomHeaders.of(Map.of("a", "v".repeat(4095), "b", "v".repeat(4095)))
                        .asMap())
                .hasSize(2);
        assertThatThrownBy(() -> CustomHeaders.of(Map.of("a", "v".repeat(4095), "b", "v".repeat(4096))))
                .hasMessageContaining("they have 8193 characters, at most 8192");
    }

    @Test
    void laterChangesOfTheGivenMapChangeNothing() {
        Map<String, String> given = new HashMap<>(Map.of("X-A", "1"));
        CustomHeaders headers = CustomHeaders.of(given);
        given.put("Host", "evil");
        assertThat(headers.asMap()).containsOnlyKeys("X-A");
    }

    @Test
    void equalityIsThatOfNamesAndValues() {
        CustomHeaders headers = CustomHeaders.of(Map.of("X-A", "1"));
        assertThat(headers)
                .isEqualTo(CustomHeaders.of(Map.of("X-A", "1")))
                .hasSameHashCodeAs(CustomHeaders.of(Map.of("X-A", "1")))
                .isNotEqualTo(CustomHeaders.of(Map.of("X-A", "2")))
                .isNotEqualTo(CustomHeaders.of(Map.of("x-a", "1")))
                .isNotEqualTo("X-A");
        assertThat(headers.hashCode()).isNotEqualTo(CustomHeaders.none().hashCode());
    }

    @Test
    void theTextShowsNamesOnly() {
        assertThat(CustomHeaders.of(Map.of("X-B", "secret", "X-A", "secret"))).hasToString("CustomHeaders[X-A, X-B]");
    }

    private static Map<String, String> numbered(int count, String value) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put("X-" + i, value);
        }
        return headers;
    }
}
