package dev.webhook;

import dev.webhook.endpoint.Authentication;
import dev.webhook.event.PayloadFormat;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is to be set on an endpoint. On registering, what isn't set has its default; on updating, it stays as it is. All
 * mistakes are reported together when it is used.
 *
 * <pre>{@code
 * EndpointSpec.url("https://example.com/webhooks").subscribe("order.*").timeout(Duration.ofSeconds(10))
 * }</pre>
 *
 * <p>Mutable and not thread-safe.
 */
public final class EndpointSpec {

    @Nullable
    String url;

    @Nullable
    Boolean enabled;

    @Nullable
    String description;

    @Nullable
    Duration timeout;

    @Nullable
    RetryPolicy retryPolicy;

    @Nullable
    String eventFilters;

    @Nullable
    List<String> ipAllowlist;

    @Nullable
    Authentication authentication;

    @Nullable
    OptionalInt rateLimitPerMinute;

    @Nullable
    Integer maxInFlight;

    @Nullable
    Map<String, String> headers;

    @Nullable
    PayloadFormat payloadFormat;

    final List<NewSubscription> subscriptions = new ArrayList<>();
    final List<NewKey> keys = new ArrayList<>();

    record NewSubscription(String eventType, @Nullable String filter) {}

    record NewKey(SigningScheme scheme, @Nullable Secret secret) {}

    private EndpointSpec() {}

    /** Begins with the URL of the endpoint, which the dispatcher's address policy must allow. */
    public static EndpointSpec url(String url) {
        EndpointSpec spec = new EndpointSpec();
        spec.url = url;
        return spec;
    }

    /** Begins an update that leaves the URL as it is. */
    public static EndpointSpec sameUrl() {
        return new EndpointSpec();
    }

    /** Sets the owner's switch; off, nothing is delivered. Defaults to on. */
    public EndpointSpec enabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** Sets a note; the empty text removes it. Defaults to none. */
    public EndpointSpec description(String description) {
        this.description = description;
        return this;
    }

    /** Sets the deadline of an attempt in whole seconds, up to the dispatcher's maximum. Defaults to 30 s. */
    public EndpointSpec timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /**
     * Sets when failed attempts are made again. Its longest span must be shorter than a delivery may stay unfinished.
     * Defaults to {@link RetryPolicy#exponential()}.
     */
    public EndpointSpec retryPolicy(RetryPolicy policy) {
        this.retryPolicy = policy;
        return this;
    }

    /**
     * Sets what every event must be like, beside the subscriptions, as JSON:
     * {@code {"event_types": ["order.*"], "conditions": {"amount": {"gt": 100}}}}. The empty text removes it. Defaults
     * to none.
     */
    public EndpointSpec eventFilters(String json) {
        this.eventFilters = json;
        return this;
    }

    /** Sets the only ranges that may be connected to, such as {@code 192.0.2.0/24}; none allows all. Defaults to none. */
    public EndpointSpec ipAllowlist(String... ranges) {
        this.ipAllowlist = List.of(ranges);
        return this;
    }

    /** Has requests carry a bearer token. Defaults to no authentication. */
    public EndpointSpec bearerToken(String token) {
        return authentication(new Authentication.Bearer(Secret.of(token)));
    }

    /** Has requests carry a user name and password. Defaults to no authentication. */
    public EndpointSpec basicAuthentication(String user, String password) {
        return authentication(new Authentication.Basic(user, Secret.of(password)));
    }

    /** Sets how requests show whom they come from. Defaults to {@link Authentication#NONE}. */
    public EndpointSpec authentication(Authentication authentication) {
        this.authentication = authentication;
        return this;
    }

    /** Sets the most attempts in any 60 s, at least 1. Defaults to no limit. */
    public EndpointSpec rateLimitPerMinute(int attempts) {
        this.rateLimitPerMinute = OptionalInt.of(attempts);
        return this;
    }

    /** Removes the rate limit. */
    public EndpointSpec noRateLimit() {
        this.rateLimitPerMinute = OptionalInt.empty();
        return this;
    }

    /** Sets the most attempts at a time, over all nodes, at least 1. Defaults to 16. */
    public EndpointSpec maxInFlight(int attempts) {
        this.maxInFlight = attempts;
        return this;
    }

    /** Adds a header to every request; on an update the first call begins a new list. Defaults to none. */
    public EndpointSpec header(String name, String value) {
        if (headers == null) {
            headers = new LinkedHashMap<>();
        }
        headers.put(name, value);
        return this;
    }

    /** Begins a list of headers anew, without any. */
    public EndpointSpec noHeaders() {
        headers = new LinkedHashMap<>();
        return this;
    }

    /** Sets how the body is made, for events fanned out from then on. Defaults to {@link PayloadFormat#STANDARD_1}. */
    public EndpointSpec payloadFormat(PayloadFormat format) {
        this.payloadFormat = format;
        return this;
    }

    /** Subscribes to an event type, {@code order.*}, or {@code *} for all. Replaces a subscription to the same type. */
    public EndpointSpec subscribe(String eventType) {
        subscriptions.add(new NewSubscription(eventType, null));
        return this;
    }

    /**
     * Subscribes to those events of a type whose data {@code filter} accepts, as in
     * {@code {"amount": {"gt": 100}, "region": "US"}}. Replaces a subscription to the same type.
     */
    public EndpointSpec subscribe(String eventType, String filter) {
        subscriptions.add(new NewSubscription(eventType, filter));
        return this;
    }

    /**
     * Signs with a new secret of {@code scheme}, on registering only. Several schemes sign side by side. Defaults to a
     * new secret of {@link SigningScheme#STANDARD}.
     */
    public EndpointSpec signWith(SigningScheme scheme) {
        keys.add(new NewKey(scheme, null));
        return this;
    }

    /** Signs with a secret that the receiver knows already, on registering only. */
    public EndpointSpec signWith(SigningScheme scheme, Secret secret) {
        keys.add(new NewKey(scheme, secret));
        return this;
    }
}
