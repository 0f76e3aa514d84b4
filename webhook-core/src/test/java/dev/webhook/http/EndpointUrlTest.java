package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.com/, https, example.com, 443, https://example.com/...",
        "http://example.com/a?b=c, http, example.com, 80, http://example.com/...",
        "https://example.com:8443/a, https, example.com, 8443, https://example.com:8443/...",
        "https://example.com:80/, https, example.com, 80, https://example.com:80/...",
        "https://[2001:db8::1]:8443/, https, 2001:db8::1, 8443, https://[2001:db8::1]:8443/...",
        "http://user:secret@example.com/secret, http, example.com, 80, http://example.com/...",
    })
    void aUrlKnowsItsPartsAndShowsNoSecret(String value, String scheme, String host, int port, String shown) {
        EndpointUrl url = EndpointUrl.of(value);
        assertThat(url.value()).isEqualTo(value);
        assertThat(url.scheme()).isEqualTo(scheme);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://example.com/",
                "https://Example.com/",
                "https://example.com:443/",
                "https://bücher.de/",
                "https://example.com/a b",
                "https://example.com/a/../b"
            })
    void aUrlOutsideOfItsNormalFormIsRefused(String value) {
        assertThatThrownBy(() -> EndpointUrl.of(value))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("is not in normal form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ftp://example.com/",
                "example.com",
                "https://",
                "https://example.com:99999/",
                "https://[1:2:3:4:5:6:7::8]/"
            })
    void whatIsNoHttpUrlIsRefused(String value) {
        assertThatThrownBy(() -> EndpointUrl.of(value))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("must be an http or https URL");
    }

    @Test
    void theMessageShowsNoSecret() {
        assertThatThrownBy(() -> EndpointUrl.of("https://example.com/secret path?secret"))
                .hasMessageContaining("example.com")
                .hasMessageNotContaining("secret");
    }
}
