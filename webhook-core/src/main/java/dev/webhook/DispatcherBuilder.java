package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.DecisionPolicy;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.event.EventDataCheck;
import dev.webhook.event.EventSerializer;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.signing.Signers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link WebhookDispatcher}. Only {@link #storage} is required.
 *
 * <p>Nothing is checked before {@link #build()}, which reports all mistakes together and repairs none. Mutable and not
 * thread-safe.
 */
public final class DispatcherBuilder {

    /** What a lease must last beyond the longest attempt. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

    private static final Duration LONGEST_LEASE = Duration.ofDays(1);

    @Nullable
    Storage storage;

    @Nullable
    Accelerator accelerator;

    @Nullable
    CircuitBreaker circuitBreaker;

    CircuitPolicy circuitPolicy = CircuitPolicy.defaults();
    AddressPolicy addressPolicy = AddressPolicy.strict();

    @Nullable
    HttpTransport transport;

    @Nullable
    Executor executor;

    Signers signers = Signers.builtIn();

    @Nullable
    EventSerializer serializer;

    final List<WebhookListener> listeners = new ArrayList<>();
    TimeSource timeSource = TimeSource.system();
    String name = "webhook";
    String userAgent = "webhook";
    int maxConcurrentAttempts = 64;
    Duration maxTimeout = Duration.ofSeconds(60);

    @Nullable
    Duration leaseDuration;

    int maxEventBytes = EventDataCheck.DEFAULT_MAX_BYTES;
    Duration deliveryExpiry = Duration.ofDays(14);
    Duration rotationOverlap = Duration.ofHours(24);
    Duration shutdownTimeout = Duration.ofSeconds(30);
    Duration pollInterval = Duration.ofMillis(250);
    Duration reconcileInterval = Duration.ofSeconds(15);
    Duration overloadAfter = Duration.ofSeconds(10);
    Set<Integer> permanentStatuses = Set.of();
    int disableAfterFailures = 20;
    Duration disableAfter = Duration.ofDays(5);
    Set<String> unrecordedHeaders = Set.of();
    boolean recordResponseBodies = true;

    DispatcherBuilder() {}

    /** Sets where everything is kept. Required. */
    public DispatcherBuilder storage(Storage storage) {
        this.storage = storage;
        return this;
    }

    /**
     * Sets a queue and a circuit breaker that are used in the place of the storage's own whenever they can be reached, to
     * make a cluster faster. All dispatchers of a storage should have the same. Defaults to none.
     */
    public DispatcherBuilder accelerator(Accelerator accelerator) {
        this.accelerator = accelerator;
        return this;
    }

    /**
     * Sets a circuit breaker in the place of the storage's own; it then goes by its own policy. Defaults to the
     * storage's circuit breaker.
     */
    public DispatcherBuilder circuitBreaker(CircuitBreaker breaker) {
        this.circuitBreaker = breaker;
        return this;
    }

    /**
     * Sets when circuits open and for how long. Its probe time must be longer than {@link #maxTimeout}. Dispatchers that
     * share a storage should have the same. Defaults to {@link CircuitPolicy#defaults()}.
     */
    public DispatcherBuilder circuitPolicy(CircuitPolicy policy) {
        this.circuitPolicy = policy;
        return this;
    }

    /**
     * Sets which URLs and addresses may be sent to. Change it for receivers in an intranet, and in tests. Defaults to
     * {@link AddressPolicy#strict()}: public addresses, by https only.
     */
    public DispatcherBuilder addressPolicy(AddressPolicy policy) {
        this.addressPolicy = policy;
        return this;
    }

    /**
     * Sets what sends requests; it then goes by its own address policy, and the host closes it. Defaults to an
     * {@link OkHttpTransport} with this builder's address policy.
     */
    public DispatcherBuilder transport(HttpTransport transport) {
        this.transport = transport;
        return this;
    }

    /**
     * Sets what runs attempts, each of which blocks a thread; the host shuts it down. A task it rejects with
     * a {@link java.util.concurrent.RejectedExecutionException} goes back to its lane; one that it discards silently keeps
     * its slot for ever. Defaults to virtual threads where the JVM has them, else to threads made as needed.
     */
    public DispatcherBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Sets the signing schemes that endpoints may use. Defaults to {@link Signers#builtIn()}. */
    public DispatcherBuilder signers(Signers signers) {
        this.signers = signers;
        return this;
    }

    /** Sets what turns objects into JSON. Defaults to a Jackson mapper with the modules on the class path. */
    public DispatcherBuilder serializer(EventSerializer serializer) {
        this.serializer = serializer;
        return this;
    }

    /** Adds a listener. Defaults to none. */
    public DispatcherBuilder listener(WebhookListener listener) {
        this.listeners.add(listener);
        return this;
    }

    /** Sets the node's source of time, in tests. Defaults to {@link TimeSource#system()}. */
    public DispatcherBuilder timeSource(TimeSource time) {
        this.timeSource = time;
        return this;
    }

    /** Sets what thread names begin with. Set it if a JVM has several dispatchers. Defaults to {@code webhook}. */
    public DispatcherBuilder name(String name) {
        this.name = name;
        return this;
    }

    /** Sets the {@code User-Agent} of requests: printable ASCII. Defaults to {@code webhook}. */
    public DispatcherBuilder userAgent(String userAgent) {
        this.userAgent = userAgent;
        return this;
    }

    /**
     * Sets how many attempts this node makes at a time, 1 to 10,000. Raise it if receivers are slow to answer and the
     * node has memory left. Defaults to 64.
     */
    public DispatcherBuilder maxConcurrentAttempts(int attempts) {
        this.maxConcurrentAttempts = attempts;
        return this;
    }

    /**
     * Sets the longest timeout an endpoint may have: at least 30 s, and shorter than the circuit policy's probe time, so
     * from 2 min on raise that too. An endpoint that another node saved with a longer one is sent to with this one.
     * Defaults to 60 s.
     */
    public DispatcherBuilder maxTimeout(Duration timeout) {
        this.maxTimeout = timeout;
        return this;
    }

    /**
     * Sets for how long a claimed delivery is this node's alone: {@link #maxTimeout} + 30 s to 1 day. A delivery whose
     * node died is taken over after this time. Defaults to {@link #maxTimeout} + 30 s.
     */
    public DispatcherBuilder leaseDuration(Duration lease) {
        this.leaseDuration = lease;
        return this;
    }

    /** Sets the most bytes an event's data may have, 2 to 16 MiB. Defaults to 256 KiB. */
    public DispatcherBuilder maxEventBytes(int bytes) {
        this.maxEventBytes = bytes;
        return this;
    }

    /**
     * Sets how long a delivery may stay unfinished, 1 min to 90 days, and at least a day less than the storage keeps
     * events and deliveries. It bounds the span of retry policies. Defaults to 14 days.
     */
    public DispatcherBuilder deliveryExpiry(Duration expiry) {
        this.deliveryExpiry = expiry;
        return this;
    }

    /** Sets how long the old secret signs beside the new one after a rotation, 0 to 30 days. Defaults to 24 h. */
    public DispatcherBuilder rotationOverlap(Duration overlap) {
        this.rotationOverlap = overlap;
        return this;
    }

    /** Sets how long {@code close} waits for attempts in flight, 0 to 1 h. Defaults to 30 s. */
    public DispatcherBuilder shutdownTimeout(Duration timeout) {
        this.shutdownTimeout = timeout;
        return this;
    }

    /**
     * Sets the longest time between two looks for work that other nodes made or that fell due, 5 ms to 1 min. Raise it
     * to save statements while idle. Defaults to 250 ms.
     */
    public DispatcherBuilder pollInterval(Duration interval) {
        this.pollInterval = interval;
        return this;
    }

    /** Sets the time between two runs of the reconciler, 1 s to 5 min. Defaults to 15 s. */
    public DispatcherBuilder reconcileInterval(Duration interval) {
        this.reconcileInterval = interval;
        return this;
    }

    /** Sets for how long every slot must be taken until listeners hear of an overload, 1 s to 1 h. Defaults to 10 s. */
    public DispatcherBuilder overloadAfter(Duration time) {
        this.overloadAfter = time;
        return this;
    }

    /**
     * Sets the HTTP statuses, 400 to 499, after which a delivery is given up at once. Defaults to none: all but 410 are
     * attempted again.
     */
    public DispatcherBuilder permanentStatuses(Set<Integer> statuses) {
        this.permanentStatuses = statuses;
        return this;
    }

    /** Sets the fewest failures in a row after which an endpoint is disabled, at least 1. Defaults to 20. */
    public DispatcherBuilder disableAfterFailures(int failures) {
        this.disableAfterFailures = failures;
        return this;
    }

    /** Sets the shortest time an endpoint must have failed until it is disabled, 0 to 365 days. Defaults to 5 days. */
    public DispatcherBuilder disableAfter(Duration time) {
        this.disableAfter = time;
        return this;
    }

    /**
     * Sets headers, of requests and responses, that attempts on record leave out. {@code Authorization} and cookies
     * always are. Defaults to none.
     */
    public DispatcherBuilder unrecordedHeaders(Set<String> names) {
        this.unrecordedHeaders = names;
        return this;
    }

    /** Sets whether attempts on record hold the beginning of the response's body. Defaults to true. */
    public DispatcherBuilder recordResponseBodies(boolean record) {
        this.recordResponseBodies = record;
        return this;
    }

    /**
     * Builds the dispatcher, which does nothing until it is started but publish.
     *
     * @throws InvalidConfigurationException naming every mistake, or every library that is missing or too old
     */
    public WebhookDispatcher build() {
        DispatcherLibraries.require();
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return new WebhookDispatcher(this);
    }

    Duration lease() {
        return leaseDuration == null ? maxTimeout.plus(LEASE_MARGIN) : leaseDuration;
    }

    private List<String> problems() {
        Problems problems = new Problems();
        problems.require(storage != null, "storage is missing");
        problems.require(
                accelerator == null || storage == null || storage.activeQueue().isPresent(),
                "accelerator can't be used: this storage can't hand its queue over to another, as PostgresStorage can");
        requireNoNulls(problems);
        if (problems.found().stream().noneMatch(problem -> problem.endsWith(" must not be null"))) {
            requireRanges(problems);
            requireRelations(problems);
        }
        return problems.found();
    }

    /** Names what a caller without null checks set to null, which the further checks couldn't stand. */
    private void requireNoNulls(Problems problems) {
        problems.notNull("circuitPolicy", circuitPolicy);
        problems.notNull("addressPolicy", addressPolicy);
        problems.notNull("signers", signers);
        problems.notNull("timeSource", timeSource);
        problems.notNull("name", name);
        problems.notNull("userAgent", userAgent);
        problems.notNull("maxTimeout", maxTimeout);
        problems.notNull("deliveryExpiry", deliveryExpiry);
        problems.notNull("rotationOverlap", rotationOverlap);
        problems.notNull("shutdownTimeout", shutdownTimeout);
        problems.notNull("pollInterval", pollInterval);
        problems.notNull("reconcileInterval", reconcileInterval);
        problems.notNull("overloadAfter", overloadAfter);
        problems.notNull("permanentStatuses", permanentStatuses);
        problems.notNull("disableAfter", disableAfter);
        problems.notNull("unrecordedHeaders", unrecordedHeaders);
        listeners.forEach(listener -> problems.notNull("listener", listener));
    }

    private void requireRanges(Problems problems) {
        problems.range("maxConcurrentAttempts", maxConcurrentAttempts, 1, 10_000);
        problems.range("maxEventBytes", maxEventBytes, 2, 16 * 1024 * 1024);
        problems.range("disableAfterFailures", disableAfterFailures, 1, Integer.MAX_VALUE);
        problems.range("maxTimeout", maxTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        problems.range("deliveryExpiry", deliveryExpiry, Duration.ofMinutes(1), Duration.ofDays(90));
        problems.range("rotationOverlap", rotationOverlap, Duration.ZERO, Duration.ofDays(30));
        problems.range("shutdownTimeout", shutdownTimeout, Duration.ZERO, Duration.ofHours(1));
        problems.range("pollInterval", pollInterval, Duration.ofMillis(5), Duration.ofMinutes(1));
        problems.range("reconcileInterval", reconcileInterval, Duration.ofSeconds(1), Duration.ofMinutes(5));
        problems.range("overloadAfter", overloadAfter, Duration.ofSeconds(1), Duration.ofHours(1));
        problems.range("disableAfter", disableAfter, Duration.ZERO, Duration.ofDays(365));
        problems.require(!name.isBlank(), "name must not be blank");
        problems.require(userAgent.matches("[\\x20-\\x7e]+"), "userAgent must be printable ASCII and not empty");
        problems.require(
                permanentStatuses.stream().allMatch(status -> status >= 400 && status < 500),
                "permanentStatuses must be from 400 to 499, not " + permanentStatuses);
    }

    private void requireRelations(Problems problems) {
        problems.require(
                lease().compareTo(maxTimeout.plus(LEASE_MARGIN)) >= 0 && lease().compareTo(LONGEST_LEASE) <= 0,
                "leaseDuration must be at least maxTimeout + 30 s (" + maxTimeout.plus(LEASE_MARGIN) + ") and at most "
                        + LONGEST_LEASE + ", not " + lease());
        problems.require(
                maxTimeout.compareTo(EndpointSettings.DEFAULT_TIMEOUT) >= 0,
                "maxTimeout must be at least an endpoint's default timeout of " + EndpointSettings.DEFAULT_TIMEOUT
                        + ", not " + maxTimeout);
        problems.require(
                circuitBreaker != null || circuitPolicy.probeTime().compareTo(maxTimeout) > 0,
                "circuitPolicy.probeTime must be longer than maxTimeout (" + maxTimeout + "), not "
                        + circuitPolicy.probeTime());
        if (storage != null) {
            storage.housekeeping()
                    .map(housekeeping -> housekeeping.policy().longestUnfinished())
                    .ifPresent(longest -> problems.require(
                            deliveryExpiry.compareTo(longest) <= 0,
                            "deliveryExpiry must be at least a day less than the storage keeps events and deliveries ("
                                    + longest + "), not " + deliveryExpiry));
        }
    }

    DecisionPolicy decisions() {
        return new DecisionPolicy(permanentStatuses);
    }

    @Override
    public String toString() {
        return "maxConcurrentAttempts=" + maxConcurrentAttempts + ", maxTimeout=" + maxTimeout + ", leaseDuration="
                + lease() + ", maxEventBytes=" + maxEventBytes + ", deliveryExpiry=" + deliveryExpiry
                + ", rotationOverlap=" + rotationOverlap + ", shutdownTimeout=" + shutdownTimeout + ", pollInterval="
                + pollInterval + ", reconcileInterval=" + reconcileInterval + ", permanentStatuses="
                + permanentStatuses + ", disableAfterFailures=" + disableAfterFailures + ", disableAfter="
                + disableAfter + ", recordResponseBodies=" + recordResponseBodies + ", addressPolicy=" + addressPolicy
                + ", circuitPolicy=" + circuitPolicy;
    }
}
