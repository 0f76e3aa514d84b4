package dev.webhook.examples;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningScheme;
import dev.webhook.signing.WebhookVerifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The endpoints of the quickstart, registered at the dispatcher and known to the receiver. Not thread-safe. */
final class Cast {

    static final List<String> NAMES = List.of(Plan.HEALTHY, Plan.PICKY, Plan.FLAKY, Plan.DEAD);

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final WebhookDispatcher dispatcher;
    private final LocalReceiver receiver;
    private final Story story;
    private final Sabotage sabotage;
    private final Map<String, EndpointId> ids = new LinkedHashMap<>();

    Cast(WebhookDispatcher dispatcher, LocalReceiver receiver, Story story, Sabotage sabotage) {
        this.dispatcher = dispatcher;
        this.receiver = receiver;
        this.story = story;
        this.sabotage = sabotage;
    }

    /** Returns where an endpoint's webhooks arrive. */
    static String path(String name) {
        return "/" + name;
    }

    EndpointId id(String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    void register() {
        add(Plan.HEALTHY, "wants order.*", 0, 3, spec -> spec.subscribe("order.*"));
        add(
                Plan.PICKY,
                "wants order.* above 100, and only from the EU",
                0,
                3,
                spec -> spec.subscribe("order.*", "{\"amount\": {\"gt\": 100}}")
                        .eventFilters("{\"conditions\": {\"region\": \"EU\"}}"));
        add(
                Plan.FLAKY,
                "wants order.created, but fails " + Plan.FLAKY_FAILURES + " times first",
                Plan.FLAKY_FAILURES,
                9,
                spec -> spec.subscribe("order.created"));
        add(
                Plan.DEAD,
                "wants invoice.*, but fails until somebody mends it",
                Integer.MAX_VALUE,
                Plan.DEAD_RETRIES,
                spec -> spec.subscribe("invoice.*"));
    }

    private void add(String name, String about, int failures, int retries, UnaryOperator<EndpointSpec> wishes) {
        RetryPolicy policy = RetryPolicy.fixed(WAIT, sabotage == Sabotage.RETRY ? 0 : retries);
        EndpointSpec spec =
                EndpointSpec.url(receiver.url(path(name))).description(name).retryPolicy(policy);
        Endpoint endpoint = dispatcher.endpoints().register(Plan.USER, wishes.apply(spec));
        receiver.take(path(name), WebhookVerifier.standard(secretFor(endpoint, name)), failures);
        ids.put(name, endpoint.id());
        story.introduce(endpoint, about);
    }

    /** Returns what the owner of the endpoint copied into the receiver's configuration. */
    private String secretFor(Endpoint endpoint, String name) {
        Secret secret = sabotage == Sabotage.SIGNATURE && name.equals(Plan.HEALTHY)
                ? Signers.builtIn().signer(SigningScheme.STANDARD).generate()
                : endpoint.signingKeys().get(0).secret();
        return secret.reveal();
    }
}
