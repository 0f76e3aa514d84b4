package dev.webhook.benchmarks.chaos;

import dev.webhook.EndpointSpec;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a run, of two owners, and what they go through: one is paused, one disabled, one fails for a while, one
 * gets a new secret; one has a rate limit, one a cap; some are reached by a bad network, one is at an address that nodes
 * mustn't connect to. Thread-safe.
 */
final class Cast implements Receiver.Manners {

    private static final long OWNER = 7;
    private static final long OTHER_OWNER = 8;
    private static final int PLAIN = 8;
    private static final int FAR = 4;
    private static final int RATE_PER_MINUTE = 600;
    private static final int CAP = 3;
    private static final int QUICK_MILLIS = 30;
    private static final int SLOW_MILLIS = 1_200;
    private static final int REFUSED_ONE_IN = 25;
    private static final int SLOW_ONE_IN = 500;
    private static final String FAILING = "/failing";
    private static final RetryPolicy RETRY = RetryPolicy.fixed(Duration.ofSeconds(2), 8);

    private final Application application;
    private final SecretsKnown secrets;
    private final InstantSource clock;
    private final List<EndpointId> reachable = new ArrayList<>();
    private final List<Ledger.Spell> spells = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Instant> failingSince = new AtomicReference<>();
    private final AtomicReference<@Nullable Instant> rotatedAt = new AtomicReference<>();
    private @Nullable Endpoint paused;
    private @Nullable Endpoint disabled;
    private @Nullable Endpoint failing;
    private @Nullable Endpoint rotated;

    Cast(Application application, SecretsKnown secrets) {
        this.application = application;
        this.secrets = secrets;
        this.clock = application.settings().clock();
    }

    /**
     * Registers all.
     *
     * @param near where the receiver is
     * @param far where the bad network begins that leads to it
     * @param denied a port of {@code 127.0.0.2}
     */
    void subscribe(int near, int far, int denied) {
        for (int i = 0; i < PLAIN; i++) {
            at(near, "/plain/" + i, "parcel.sent_" + i);
        }
        for (int i = 0; i < FAR; i++) {
            at(far, "/far/" + i, "parcel.shipped_" + i);
        }
        reachable(OTHER_OWNER, "parcel.sent_0", spec(near, "/other/0"));
        reachable(OTHER_OWNER, "parcel.sent_1", spec(near, "/other/1"));
        reachable(OWNER, "parcel.rated", spec(near, "/rated").rateLimitPerMinute(RATE_PER_MINUTE));
        reachable(OWNER, "parcel.capped", spec(near, "/capped").maxInFlight(CAP));
        paused = at(near, "/paused", "parcel.paused");
        disabled = at(near, "/disabled", "parcel.disabled");
        failing = at(near, FAILING, "parcel.failing");
        rotated = at(near, "/rotated", "parcel.rotated");
        subscribe(
                OWNER,
                "parcel.denied",
                EndpointSpec.url("http://127.0.0.2:" + denied + "/denied")
                        .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(2), 2)));
    }

    private Endpoint at(int port, String path, String type) {
        return reachable(OWNER, type, spec(port, path));
    }

    private Endpoint reachable(long owner, String type, EndpointSpec spec) {
        Endpoint endpoint = subscribe(owner, type, spec);
        reachable.add(endpoint.id());
        return endpoint;
    }

    private static EndpointSpec spec(int port, String path) {
        return EndpointSpec.url("http://127.0.0.1:" + port + path).retryPolicy(RETRY);
    }

    private Endpoint subscribe(long owner, String type, EndpointSpec spec) {
        Endpoint endpoint = application.subscribe(owner, type, spec);
        secrets.learn(endpoint);
        return endpoint;
    }

    @Override
    public Receiver.Answer answer(String path, boolean repeated, int number) {
        if (path.equals(FAILING) && failingSince.get() != null) {
            return new Receiver.Answer(503, QUICK_MILLIS);
        }
        boolean refused = !repeated && number % REFUSED_ONE_IN == 0;
        return new Receiver.Answer(refused ? 503 : 204, number % SLOW_ONE_IN == 0 ? SLOW_MILLIS : QUICK_MILLIS);
    }

    /** Pauses an endpoint, and returns what resumes it. */
    Fault.Undo pause() {
        EndpointId id = id(paused);
        application.endpoints().pause(id);
        return spell(id, "paused", () -> application.endpoints().resume(id));
    }

    /** Disables an endpoint, and returns what enables it. */
    Fault.Undo disable() {
        EndpointId id = id(disabled);
        application.endpoints().disable(id);
        return spell(id, "disabled", () -> application.endpoints().enable(id));
    }

    private Fault.Undo spell(EndpointId id, String state, Runnable end) {
        Instant since = clock.instant();
        return () -> {
            Instant until = clock.instant();
            end.run();
            spells.add(new Ledger.Spell(id.value(), state, since, until));
        };
    }

    /** Has an endpoint answer by 503, and returns what ends that. */
    Fault.Undo fail() {
        Instant since = clock.instant();
        failingSince.set(since);
        return () -> {
            failingSince.set(null);
            spells.add(new Ledger.Spell(id(failing).value(), "failing", since, clock.instant()));
        };
    }

    /** Gives an endpoint a new secret. */
    void rotate() {
        endRotation();
        Endpoint endpoint = application.endpoints().find(id(rotated)).orElseThrow();
        SigningKey key = application.endpoints().rotateSecret(endpoint.id(), SigningScheme.STANDARD);
        secrets.learn(endpoint.settings().url().value(), key);
        rotatedAt.set(clock.instant());
    }

    private void endRotation() {
        Instant since = rotatedAt.getAndSet(null);
        if (since != null) {
            spells.add(new Ledger.Spell(id(rotated).value(), "rotated", since, clock.instant()));
        }
    }

    /** Returns what the endpoints went through. */
    List<Ledger.Spell> spells() {
        endRotation();
        return List.copyOf(spells);
    }

    /** Sends dead letters again, but for those to the address that nodes mustn't connect to; returns how many. */
    int redrive() {
        return reachable.stream()
                .flatMap(id ->
                        application
                                .deadLetters()
                                .redriveAll(DeadLetterQuery.all().of(id), "chaos")
                                .values()
                                .stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static EndpointId id(@Nullable Endpoint endpoint) {
        if (endpoint == null) {
            throw new IllegalStateException("the cast isn't subscribed yet");
        }
        return endpoint.id();
    }
}
