package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpResult.Response;
import dev.webhook.http.HttpResult.Unreachable;
import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.ScriptedReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;

/** What the rules for transports are tried with. Not thread-safe; JUnit makes an instance for each test. */
abstract class TransportRules {

    /** How long a send may take where nothing should make it wait. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final ScriptedReceiver receiver = ScriptedReceiver.start();

    private final List<HttpTransport> opened = new ArrayList<>();

    /**
     * Returns a new transport that sends where {@code policy} allows it, and is otherwise as hosts get it. The contract
     * closes it.
     */
    protected abstract HttpTransport transport(AddressPolicy policy);

    @AfterEach
    void close() {
        opened.forEach(HttpTransport::close);
        receiver.close();
    }

    HttpTransport open() {
        return open(AddressPolicy.unsafeForTests());
    }

    HttpResult send(EndpointUrl url) {
        return send(AddressPolicy.unsafeForTests(), url);
    }

    HttpResult send(AddressPolicy policy, EndpointUrl url) {
        return open(policy).send(request(url).build());
    }

    private HttpTransport open(AddressPolicy policy) {
        HttpTransport transport = transport(policy);
        opened.add(transport);
        return transport;
    }

    static HttpRequest.Builder request(EndpointUrl url) {
        return HttpRequest.to(url)
                .header("Content-Type", "application/json")
                .body("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
                .timeout(PATIENCE);
    }

    static Response answered(HttpResult result) {
        return assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(Response.class))
                .actual();
    }

    static Unreachable unreachable(HttpResult result) {
        return assertThat(result)
                .asInstanceOf(InstanceOfAssertFactories.type(Unreachable.class))
                .actual();
    }
}
