package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningKey;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class EndpointRowsIT {

    private final TestStorage storage;
    private final EndpointStore store;
    private final Jdbi sql;

    EndpointRowsIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
        store = storage.storage().endpoints();
        sql = Jdbi.create(storage.dataSource());
    }

    private Endpoint stored(Endpoint endpoint) {
        store.create(endpoint);
        return store.find(endpoint.id()).orElseThrow();
    }

    private EndpointSettings storedSettings(
            Authentication authentication, CustomHeaders headers, List<Cidr> allowlist) {
        return stored(TestEndpoints.secretive(authentication, headers, allowlist))
                .settings();
    }

    private long configVersion() {
        return store.snapshot().configVersion();
    }

    @Test
    void subscriptionsKeepTheirOrderWhateverTheirIds() {
        List<Subscription> ascending = TestEndpoints.subscriptions("a", "b", "c");
        List<Subscription> given = List.of(ascending.get(2), ascending.get(0), ascending.get(1));
        Endpoint endpoint = stored(TestEndpoints.secretive().withSubscriptions(given));
        assertThat(endpoint.subscriptions()).isEqualTo(given);
        assertThat(store.snapshot().endpoints())
                .filteredOn(routed -> routed.id().equals(endpoint.id()))
                .singleElement()
                .extracting(Endpoint::subscriptions)
                .isEqualTo(given);

        store.update(endpoint.id(), present -> present.withSubscriptions(ascending));

        assertThat(store.find(endpoint.id()).orElseThrow().subscriptions()).isEqualTo(ascending);
    }

    @Test
    void onlySubscriptionsThatDifferAreWritten() {
        List<Subscription> before = TestEndpoints.subscriptions("a", "b", "c");
        Endpoint endpoint = stored(TestEndpoints.secretive().withSubscriptions(before));
        Map<String, String> written = rowVersions(endpoint);

        store.update(
                endpoint.id(),
                present -> present.withSubscriptions(
                        List.of(before.get(0), before.get(1).withEnabled(false))));

        Map<String, String> rewritten = rowVersions(endpoint);
        assertThat(rewritten).containsOnlyKeys("a", "b").containsEntry("a", written.get("a"));
        assertThat(rewritten.get("b")).isNotEqualTo(written.get("b"));
    }

    private Map<String, String> rowVersions(Endpoint endpoint) {
        return sql.withHandle(handle -> handle.createQuery(
                        "SELECT event_type, xmin::text FROM webhook_subscriptions WHERE webhook_id = ?")
                .bind(0, endpoint.id().value())
                .reduceRows(new TreeMap<>(), (versions, row) -> {
                    versions.put(row.getColumn(1, String.class), row.getColumn(2, String.class));
                    return versions;
                }));
    }

    @Test
    void aFilterIsKeptToTheLetter() {
        Filter filter = Filter.parse("{ \"b\":1.50,\n \"a\" : \"\\u00fc ü 💶\" }");
        Subscription subscription = new Subscription(
                SubscriptionId.at(Instant.now()), new EventTypePattern("*"), filter, true, Instant.EPOCH);
        Endpoint endpoint = stored(TestEndpoints.secretive().withSubscriptions(List.of(subscription)));

        assertThat(endpoint.subscriptions()).containsExactly(subscription);
    }

    @Test
    void aNewerKeyComesFirstAndTimesAreKeptToTheMicrosecond() {
        Endpoint endpoint = stored(TestEndpoints.secretive());
        Instant end = Instant.parse("2026-01-02T03:04:05.678901999Z");
        List<SigningKey> old = endpoint.signingKeys();
        List<SigningKey> rotated =
                List.of(TestEndpoints.key("canary-third"), old.get(0).expiringAt(end), old.get(1));

        Endpoint updated = store.update(endpoint.id(), present -> present.withSigningKeys(rotated))
                .orElseThrow();

        assertThat(updated.signingKeys())
                .extracting(SigningKey::id)
                .containsExactly(
                        rotated.get(0).id(), rotated.get(1).id(), rotated.get(2).id());
        assertThat(updated.signingKeys())
                .extracting(SigningKey::secret)
                .containsExactly(
                        rotated.get(0).secret(),
                        rotated.get(1).secret(),
                        rotated.get(2).secret());
        assertThat(updated.signingKeys().get(1).expiresAt()).isEqualTo(end.truncatedTo(ChronoUnit.MICROS));
        assertThat(store.find(endpoint.id())).contains(updated);
    }

    @Test
    void theLongestCredentialsAndHeadersAreKept() {
        Authentication bearer = new Authentication.Bearer(Secret.of("canary".repeat(682)));
        Map<String, String> headers = new TreeMap<>();
        headers.put("X-Empty", "");
        headers.put("X-Quotes", "\"\\".repeat(1_500));
        headers.put("X-Long", "canary".repeat(682));

        EndpointSettings settings = storedSettings(bearer, CustomHeaders.of(headers), List.of());

        assertThat(settings.authentication()).isEqualTo(bearer);
        assertThat(settings.headers()).isEqualTo(CustomHeaders.of(headers));
    }

    @Test
    void anyUserNameIsKept() {
        Authentication basic = new Authentication.Basic("ünï💶".repeat(1_000), Secret.of("canary wörd"));

        assertThat(storedSettings(basic, CustomHeaders.none(), List.of()).authentication())
                .isEqualTo(basic);
        assertThat(storedSettings(new Authentication.Basic("", Secret.of("canary")), CustomHeaders.none(), List.of())
                        .authentication())
                .isEqualTo(new Authentication.Basic("", Secret.of("canary")));
    }

    @Test
    void anyAddressRangeIsKept() {
        List<Cidr> ranges = Stream.of(
                        "0.0.0.0/0",
                        "10.0.0.0/8",
                        "192.0.2.1/32",
                        "::/0",
                        "::/128",
                        "::1/128",
                        "::102:304/128",
                        "::102:300/120",
                        "2001:db8::/32",
                        "2001:db8:0:1::/64",
                        "64:ff9b::c000:200/120",
                        "fe80::5efe:102:304/128",
                        "0:0:1::/48",
                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128")
                .map(Cidr::parse)
                .toList();

        assertThat(storedSettings(Authentication.NONE, CustomHeaders.none(), ranges)
                        .ipAllowlist())
                .isEqualTo(ranges);
    }

    @Test
    void aChangeRaisesTheConfigVersionOnceWhateverItChanges() {
        Endpoint endpoint = stored(TestEndpoints.secretive().withSubscriptions(TestEndpoints.subscriptions("a")));
        long before = configVersion();

        store.update(
                endpoint.id(),
                present -> present.withState(EndpointState.PAUSED)
                        .withSigningKeys(List.of(TestEndpoints.key("canary-other")))
                        .withSubscriptions(TestEndpoints.subscriptions("b", "c")));

        assertThat(configVersion()).isEqualTo(before + 1);
        assertThat(store.find(endpoint.id()).orElseThrow().version()).isEqualTo(endpoint.version() + 1);
    }

    @Test
    void creatingAgainRaisesNothing() {
        Endpoint endpoint = stored(TestEndpoints.secretive().withSubscriptions(TestEndpoints.subscriptions("a")));
        long before = configVersion();

        store.create(endpoint.withSubscriptions(TestEndpoints.subscriptions("b")));

        assertThat(configVersion()).isEqualTo(before);
        assertThat(store.find(endpoint.id())).contains(endpoint);
    }

    @Test
    void anUpdateSeesTheSubscriptionsOfTheOneItWaitedFor() throws Exception {
        Endpoint endpoint = stored(TestEndpoints.secretive());
        int writers = 4;
        int each = 10;
        List<Thread> threads = Stream.iterate(0, writer -> writer + 1)
                .limit(writers)
                .map(writer -> new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        String type = "w" + writer + "." + i;
                        store.update(
                                endpoint.id(),
                                present -> present.withSubscriptions(Stream.concat(
                                                present.subscriptions().stream(),
                                                TestEndpoints.subscriptions(type).stream())
                                        .toList()));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.find(endpoint.id()).orElseThrow().subscriptions()).hasSize(writers * each);
    }

    @Test
    void aSnapshotHoldsWhatChangedSinceTheLast() {
        Endpoint changed = stored(TestEndpoints.secretive());
        Endpoint gone = stored(TestEndpoints.secretive());
        assertThat(routed(changed)).containsExactly(changed.version());

        store.update(changed.id(), present -> present.withState(EndpointState.PAUSED));
        store.update(gone.id(), present -> present.withState(EndpointState.deleted(Instant.now())));

        assertThat(routed(changed)).containsExactly(changed.version() + 1);
        assertThat(routed(gone)).isEmpty();
        assertThat(store.snapshot().endpoints())
                .filteredOn(endpoint -> endpoint.id().equals(changed.id()))
                .singleElement()
                .extracting(Endpoint::state)
                .isEqualTo(EndpointState.PAUSED);
    }

    private List<Long> routed(Endpoint endpoint) {
        return store.snapshot().endpoints().stream()
                .filter(routed -> routed.id().equals(endpoint.id()))
                .map(Endpoint::version)
                .toList();
    }

    @Test
    void aSnapshotIsNeverOlderThanItsVersion() throws Exception {
        Endpoint endpoint = stored(TestEndpoints.secretive());
        long distance = sql.withHandle(handle -> handle.createQuery("SELECT config_version FROM webhook_config")
                        .mapTo(long.class)
                        .one())
                - endpoint.version();
        Thread changing = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                store.update(
                        endpoint.id(),
                        present -> present.withState(
                                present.state().equals(EndpointState.PAUSED)
                                        ? EndpointState.ACTIVE
                                        : EndpointState.PAUSED));
            }
        });
        changing.start();
        try {
            while (changing.isAlive()) {
                RoutingSnapshot snapshot = store.snapshot();
                assertThat(snapshot.endpoints())
                        .filteredOn(routed -> routed.id().equals(endpoint.id()))
                        .extracting(Endpoint::version)
                        .containsExactly(snapshot.configVersion() - distance);
            }
        } finally {
            changing.join();
        }
    }
}
