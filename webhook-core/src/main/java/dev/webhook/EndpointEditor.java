package dev.webhook;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EventFilters;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns specs into endpoints and reports all their mistakes together. Thread-safe. */
final class EndpointEditor {

    /** Every default. Its URL stands in for one that is missing or refused, so that the rest is checked too. */
    private static final EndpointSettings DEFAULTS = EndpointSettings.of(EndpointUrl.of("https://example.com/"));

    private final AddressPolicy addresses;
    private final Signers signers;
    private final Duration maxTimeout;
    private final Duration expiry;

    EndpointEditor(AddressPolicy addresses, Signers signers, Duration maxTimeout, Duration expiry) {
        this.addresses = addresses;
        this.signers = signers;
        this.maxTimeout = maxTimeout;
        this.expiry = expiry;
    }

    /**
     * Makes a new endpoint.
     *
     * @throws InvalidEndpointException naming every mistake
     */
    Endpoint create(long userId, EndpointSpec spec, Instant now) {
        Edit edit = new Edit(spec);
        List<Subscription> subscriptions = edit.subscriptions(List.of(), now);
        List<SigningKey> keys = edit.keys(now);
        EndpointSettings settings = edit.settings(DEFAULTS, edit.url());
        edit.checkClash(settings, keys, now);
        edit.throwProblems();
        return new Endpoint(
                EndpointId.at(now),
                userId,
                Objects.requireNonNull(settings),
                keys,
                subscriptions,
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
    }

    /**
     * Applies a spec to an endpoint.
     *
     * @throws InvalidEndpointException naming every mistake
     */
    Endpoint change(Endpoint endpoint, EndpointSpec spec, Instant now) {
        Edit edit = new Edit(spec);
        if (!spec.keys.isEmpty()) {
            edit.problems.add("signing keys are changed by rotateSecret and revokeSecret, not by an update");
        }
        List<Subscription> subscriptions = edit.subscriptions(endpoint.subscriptions(), now);
        EndpointSettings before = endpoint.settings();
        EndpointSettings settings = edit.settings(before, spec.url == null ? before.url() : edit.url());
        edit.checkClash(settings, endpoint.signingKeys(), now);
        edit.throwProblems();
        return endpoint.withSettings(Objects.requireNonNull(settings)).withSubscriptions(subscriptions);
    }

    /** Makes a key of a scheme, with a new secret if none is given. */
    SigningKey key(EndpointSpec.NewKey key, Instant now) {
        Secret secret = key.secret() == null ? signers.signer(key.scheme()).generate() : key.secret();
        signers.signer(key.scheme()).validate(secret);
        return SigningKey.of(key.scheme(), secret, now);
    }

    /** Checks that keys go together, and with an endpoint's own headers. */
    void checkKeys(List<SigningKey> keys, CustomHeaders headers, Instant now) {
        signers.validate(keys);
        List<String> clashes = clashes(headers, keys, now);
        if (!clashes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", clashes));
        }
    }

    /** Names the custom headers that a signature needs for itself. */
    private List<String> clashes(CustomHeaders headers, List<SigningKey> keys, Instant now) {
        if (headers.isEmpty()) {
            return List.of();
        }
        Set<String> own = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        own.addAll(signers.headers("probe", now, new byte[0], keys).keySet());
        return headers.asMap().keySet().stream()
                .filter(own::contains)
                .map(name -> "headers: '" + name + "' is written by the signature")
                .toList();
    }

    /** One use of a spec, and the mistakes found in it. */
    private final class Edit {

        private final EndpointSpec spec;
        private final List<String> problems = new ArrayList<>();

        Edit(EndpointSpec spec) {
            this.spec = spec;
        }

        void throwProblems() {
            if (!problems.isEmpty()) {
                throw new InvalidEndpointException(problems);
            }
        }

        @Nullable
        EndpointUrl url() {
            String url = spec.url;
            if (url == null) {
                problems.add("url is missing");
                return null;
            }
            return tried("url", () -> addresses.accept(url));
        }

        /** Returns {@code base} with what the spec names; of no use if there are problems, which it goes on to collect. */
        @Nullable
        EndpointSettings settings(EndpointSettings base, @Nullable EndpointUrl url) {
            EventFilters filters = filters(base.eventFilters());
            List<Cidr> allowlist = spec.ipAllowlist == null ? base.ipAllowlist() : allowlist(spec.ipAllowlist);
            CustomHeaders headers = spec.headers == null
                    ? base.headers()
                    : tried("headers", () -> CustomHeaders.of(Objects.requireNonNull(spec.headers)));
            checkRelations();
            return tried(
                    "settings",
                    () -> new EndpointSettings(
                            or(url, base.url()),
                            or(spec.enabled, base.enabled()),
                            description(base.description()),
                            or(spec.timeout, base.timeout()),
                            or(spec.retryPolicy, base.retryPolicy()),
                            filters,
                            allowlist,
                            or(spec.authentication, base.authentication()),
                            or(spec.rateLimitPerMinute, base.rateLimitPerMinute()),
                            or(spec.maxInFlight, base.maxInFlight()),
                            or(headers, base.headers()),
                            or(spec.payloadFormat, base.payloadFormat())));
        }

        void checkClash(@Nullable EndpointSettings settings, List<SigningKey> keys, Instant now) {
            if (settings != null && !keys.isEmpty() && problems.isEmpty()) {
                problems.addAll(clashes(settings.headers(), keys, now));
            }
        }

        private void checkRelations() {
            if (spec.timeout != null && spec.timeout.compareTo(maxTimeout) > 0) {
                problems.add("timeout must be at most the dispatcher's maxTimeout of " + maxTimeout + ", not "
                        + spec.timeout);
            }
            if (spec.retryPolicy != null && spec.retryPolicy.longestSpan().compareTo(expiry) > 0) {
                problems.add("retryPolicy may span " + spec.retryPolicy.longestSpan()
                        + ", longer than a delivery may stay unfinished (" + expiry + ")");
            }
        }

        private @Nullable String description(@Nullable String before) {
            String description = spec.description;
            if (description == null) {
                return before;
            }
            return description.isEmpty() ? null : description;
        }

        private @Nullable EventFilters filters(@Nullable EventFilters before) {
            String json = spec.eventFilters;
            if (json == null) {
                return before;
            }
            return json.isEmpty() ? null : tried("event_filters", () -> EventFilters.parse(json));
        }

        private List<Cidr> allowlist(List<String> ranges) {
            List<Cidr> parsed = new ArrayList<>();
            for (String range : ranges) {
                Cidr cidr = tried("ipAllowlist", () -> Cidr.parse(range));
                if (cidr != null) {
                    parsed.add(cidr);
                }
            }
            return parsed;
        }

        List<Subscription> subscriptions(List<Subscription> before, Instant now) {
            List<Subscription> after = new ArrayList<>(before);
            for (EndpointSpec.NewSubscription wanted : spec.subscriptions) {
                String place = "subscription to '" + wanted.eventType() + "'";
                EventTypePattern type = tried(place, () -> new EventTypePattern(wanted.eventType()));
                String json = wanted.filter();
                Filter filter = json == null ? null : tried(place, () -> Filter.parse(json));
                if (type != null) {
                    after.removeIf(subscription -> subscription.eventType().equals(type));
                    after.add(new Subscription(SubscriptionId.at(now), type, filter, true, now));
                }
            }
            return after;
        }

        List<SigningKey> keys(Instant now) {
            List<SigningKey> keys = new ArrayList<>();
            List<EndpointSpec.NewKey> wanted =
                    spec.keys.isEmpty() ? List.of(new EndpointSpec.NewKey(SigningScheme.STANDARD, null)) : spec.keys;
            for (EndpointSpec.NewKey key : wanted) {
                SigningKey made = tried("signing key of " + key.scheme(), () -> key(key, now));
                if (made != null) {
                    keys.add(made);
                }
            }
            if (keys.size() == wanted.size()) {
                checkTogether(keys);
            }
            return keys;
        }

        private void checkTogether(List<SigningKey> keys) {
            try {
                signers.validate(keys);
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }

        private <T> @Nullable T tried(String place, Supplier<T> value) {
            try {
                return value.get();
            } catch (IllegalArgumentException e) {
                problems.add(place + ": " + e.getMessage());
                return null;
            }
        }

        private static <T> T or(@Nullable T wanted, T before) {
            return wanted == null ? before : wanted;
        }
    }
}
