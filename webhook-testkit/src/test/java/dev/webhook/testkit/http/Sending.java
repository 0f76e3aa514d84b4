package dev.webhook.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;

/** What the tests of this package send, and how they look at what came of it. */
final class Sending {

    static final Duration TIMEOUT = Duration.ofSeconds(1);
    static final Duration GRACE = Duration.ofMillis(500);

    private Sending() {}

    static OkHttpTransport.Builder transport() {
        return OkHttpTransport.builder().addressPolicy(AddressPolicy.unsafeForTests());
    }

    static HttpRequest.Builder request(EndpointUrl url) {
        return HttpRequest.to(url)
                .header("Content-Type", "application/json")
                .body("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
                .timeout(Duration.ofSeconds(10));
    }

    static HttpResult send(HttpTransport transport, EndpointUrl url) {
        return transport.send(request(url).build());
    }

    static HttpResult.Response answered(HttpResult result) {
        return assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(HttpResult.Response.class))
                .actual();
    }

    static HttpResult.Unreachable unreachable(HttpResult result) {
        return assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(HttpResult.Unreachable.class))
                .actual();
    }

    static ObjectAssert<HttpResult.Blocked> assertBlocked(HttpResult result) {
        return assertThat(result).asInstanceOf(InstanceOfAssertFactories.type(HttpResult.Blocked.class));
    }

    static EndpointUrl localhost(String host, int port) {
        return EndpointUrl.of("http://" + host + ":" + port + "/hooks");
    }
}
