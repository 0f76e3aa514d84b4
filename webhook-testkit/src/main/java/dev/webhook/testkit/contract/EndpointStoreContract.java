package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link EndpointStore} must do. */
public abstract class EndpointStoreContract extends StoreContract {

    private static Endpoint paused(Endpoint endpoint) {
        return endpoint.withState(EndpointState.PAUSED);
    }

    private EndpointStore store() {
        return storage().endpoints();
    }

    private Endpoint deleted(Endpoint endpoint) {
        return store().update(endpoint.id(), present -> present.withState(EndpointState.deleted(now())))
                .orElseThrow();
    }

    private static EndpointSettings described(Endpoint endpoint, String description) {
        EndpointSettings set = endpoint.settings();
        return new EndpointSettings(
                set.url(),
                set.enabled(),
                description,
                set.timeout(),
                set.retryPolicy(),
                set.eventFilters(),
                set.ipAllowlist(),
                set.authentication(),
                set.rateLimitPerMinute(),
                set.maxInFlight(),
                set.headers(),
                set.payloadFormat());
    }

    private static EndpointSettings switchedOff(EndpointSettings set) {
        return new EndpointSettings(
                set.url(),
                false,
                set.description(),
                set.timeout(),
                set.retryPolicy(),
                set.eventFilters(),
                set.ipAllowlist(),
                set.authentication(),
                set.rateLimitPerMinute(),
                set.maxInFlight(),
                set.headers(),
                set.payloadFormat());
    }

    private List<EndpointId> listed(EndpointQuery query) {
        return all(page -> store().list(query, page), 2).stream()
                .map(Endpoint::id)
                .toList();
    }

    private static void assertSame(Endpoint actual, Endpoint expected) {
        assertThat(actual.id()).isEqualTo(expected.id());
        assertThat(actual.userId()).isEqualTo(expected.userId());
        assertThat(actual.settings()).isEqualTo(expected.settings());
        assertThat(actual.signingKeys()).isEqualTo(expected.signingKeys());
        assertThat(actual.subscriptions()).isEqualTo(expected.subscriptions());
        assertThat(actual.state()).isEqualTo(expected.state());
        assertThat(actual.health()).isEqualTo(expected.health());
        assertThat(actual.version()).isEqualTo(expected.version());
        assertThat(actual.createdAt()).isCloseTo(expected.createdAt(), about());
    }

    @Test
    void anEndpointIsFoundAsItWasStored() {
        Endpoint endpoint = fixtures.elaborateEndpoint();
        store().create(endpoint);

        assertSame(present(endpoint), endpoint);
    }

    @Test
    void anEndpointWithEveryDefaultIsFoundAsItWasStored() {
        Endpoint endpoint = fixtures.endpoint().withSubscriptions(List.of());
        store().create(endpoint);

        assertSame(present(endpoint), endpoint);
    }

    @Test
    void theVersionThatIsNamedIsFoundAsItWasStoredHoweverOften() {
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        for (int i = 0; i < 3; i++) {
            assertSame(store().find(endpoint.id(), endpoint.version()).orElseThrow(), endpoint);
        }
        Endpoint later = deleted(endpoint);

        assertSame(store().find(endpoint.id(), later.version()).orElseThrow(), later);
    }

    @Test
    void anUnknownEndpointIsNotFound() {
        assertThat(store().find(fixtures.endpoint().id(), 1)).isEmpty();
        assertThat(store().find(fixtures.endpoint().id())).isEmpty();
    }

    @Test
    void creatingAgainLeavesAnEndpointAsItIs() {
        Endpoint endpoint = storedEndpoint();
        store().update(endpoint.id(), EndpointStoreContract::paused);
        store().create(endpoint.withSettings(described(endpoint, "another")));

        assertThat(present(endpoint).state()).isEqualTo(EndpointState.PAUSED);
        assertThat(present(endpoint).settings()).isEqualTo(endpoint.settings());
    }

    @Test
    void creatingRaisesTheConfigVersion() {
        long before = configVersion();
        storedEndpoint();

        assertThat(configVersion()).isGreaterThan(before);
    }

    @Test
    void anUpdateReturnsWhatItStored() {
        Endpoint endpoint = storedEndpoint();

        Endpoint updated = store().update(endpoint.id(), present -> present.withSettings(described(present, "changed")))
                .orElseThrow();

        assertThat(updated.settings().description()).isEqualTo("changed");
        assertSame(present(endpoint), updated);
    }

    @Test
    void anUpdateChangesKeysAndSubscriptionsToo() {
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        Endpoint change = endpoint.withSigningKeys(List.of(fixtures.key(SigningScheme.GITHUB)))
                .withSubscriptions(List.of(
                        endpoint.subscriptions().get(1).withEnabled(false), fixtures.subscription("invoice.*")));
        store().update(endpoint.id(), present -> change);

        assertThat(present(endpoint).signingKeys()).isEqualTo(change.signingKeys());
        assertThat(present(endpoint).subscriptions()).isEqualTo(change.subscriptions());
    }

    @Test
    void anUpdateRaisesTheVersionAndTheConfigVersion() {
        Endpoint endpoint = storedEndpoint();
        long before = configVersion();

        Endpoint updated =
                store().update(endpoint.id(), EndpointStoreContract::paused).orElseThrow();

        assertThat(updated.version()).isGreaterThan(endpoint.version());
        assertThat(configVersion()).isGreaterThan(before);
    }

    @Test
    void anUpdateStampsTheEndpoint() {
        Endpoint endpoint = storedEndpoint();
        advance(MINUTE.multipliedBy(60));

        Endpoint updated =
                store().update(endpoint.id(), EndpointStoreContract::paused).orElseThrow();

        assertThat(updated.updatedAt()).isCloseTo(now(), about());
        assertThat(updated.createdAt()).isEqualTo(endpoint.createdAt());
    }

    @Test
    void anUpdateThatReturnsWhatItWasGivenRaisesNothing() {
        Endpoint endpoint = storedEndpoint();
        long before = configVersion();

        assertThat(store().update(endpoint.id(), UnaryOperator.identity())
                        .orElseThrow()
                        .version())
                .isEqualTo(endpoint.version());

        assertThat(present(endpoint)).isEqualTo(endpoint);
        assertThat(configVersion()).isEqualTo(before);
    }

    @Test
    void anUpdateIsGivenThePresentEndpoint() {
        Endpoint endpoint = storedEndpoint();
        Endpoint first =
                store().update(endpoint.id(), EndpointStoreContract::paused).orElseThrow();
        List<Endpoint> given = new ArrayList<>();
        store().update(endpoint.id(), present -> {
            given.add(present);
            return present;
        });

        assertThat(given).isNotEmpty().allSatisfy(present -> assertSame(present, first));
    }

    @Test
    void anUnknownEndpointIsNotUpdated() {
        assertThat(store().update(fixtures.endpoint().id(), EndpointStoreContract::paused))
                .isEmpty();
    }

    @Test
    void aDeletedEndpointIsNotUpdated() {
        Endpoint endpoint = storedEndpoint();
        deleted(endpoint);
        long before = configVersion();

        assertThat(store().update(endpoint.id(), EndpointStoreContract::paused)).isEmpty();
        assertThat(present(endpoint).deleted()).isTrue();
        assertThat(configVersion()).isEqualTo(before);
    }

    @Test
    void whatTheChangeThrowsEndsTheUpdateAndChangesNothing() {
        Endpoint endpoint = storedEndpoint();
        long before = configVersion();

        assertThatThrownBy(() -> store().update(endpoint.id(), present -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");

        assertThat(present(endpoint)).isEqualTo(endpoint);
        assertThat(configVersion()).isEqualTo(before);
    }

    @Test
    void noTwoUpdatesOfAnEndpointOverlap() {
        Endpoint endpoint = stored(fixtures.endpoint().withSettings(described(fixtures.endpoint(), "0")));
        Set<Long> versions = ConcurrentHashMap.newKeySet();
        Crowd.run(8, () -> {
            for (int i = 0; i < 25; i++) {
                versions.add(store().update(endpoint.id(), EndpointStoreContract::countedUp)
                        .orElseThrow()
                        .version());
            }
            return versions.size();
        });

        assertThat(present(endpoint).settings().description()).isEqualTo("200");
        assertThat(versions).hasSize(200);
    }

    private static Endpoint countedUp(Endpoint endpoint) {
        int count = Integer.parseInt(String.valueOf(endpoint.settings().description()));
        return endpoint.withSettings(described(endpoint, Integer.toString(count + 1)));
    }

    @Test
    void anUpdateKeepsTheHealth() {
        Endpoint endpoint = storedEndpoint();
        record(retry(created(endpoint), MINUTE));
        Endpoint failed = present(endpoint);
        store().update(endpoint.id(), EndpointStoreContract::paused);

        assertThat(failed.health().failureCount()).isOne();
        assertThat(health(endpoint)).isEqualTo(failed.health());
    }

    @Test
    void endpointsAreListedNewestFirst() {
        long user = fixtures.user();
        List<EndpointId> made = Stream.generate(
                        () -> stored(fixtures.endpoint(user)).id())
                .limit(5)
                .toList();

        assertThat(listed(EndpointQuery.all().ofUser(user)))
                .containsExactly(made.get(4), made.get(3), made.get(2), made.get(1), made.get(0));
    }

    @Test
    void aListingOfEverybodyHoldsThoseOfEveryUser() {
        EndpointId first = storedEndpoint().id();
        EndpointId second = storedEndpoint().id();

        assertThat(listed(EndpointQuery.all())).containsSubsequence(second, first);
    }

    @Test
    void aListingByStatusHoldsNoOthers() {
        long user = fixtures.user();
        Endpoint active = stored(fixtures.endpoint(user));
        Endpoint paused = stored(fixtures.endpoint(user));
        store().update(paused.id(), EndpointStoreContract::paused);

        assertThat(listed(EndpointQuery.all().ofUser(user).in(EndpointStatus.PAUSED)))
                .containsExactly(paused.id());
        assertThat(listed(EndpointQuery.all().ofUser(user).in(EndpointStatus.ACTIVE)))
                .containsExactly(active.id());
    }

    @Test
    void aPageThatHoldsAllThereIsIsTheLast() {
        long user = fixtures.user();
        stored(fixtures.endpoint(user));
        stored(fixtures.endpoint(user));
        EndpointQuery mine = EndpointQuery.all().ofUser(user);

        assertThat(store().list(mine, PageRequest.first(2)).next()).isNull();
        assertThat(store().list(mine, PageRequest.first(1)).next()).isNotNull();
        assertThat(store().list(EndpointQuery.all().ofUser(fixtures.user()), PageRequest.first(1)))
                .isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void aPageGoesOnWhereTheLastEndedWhateverWasAddedOrDeletedMeanwhile() {
        long user = fixtures.user();
        List<Endpoint> made =
                Stream.generate(() -> stored(fixtures.endpoint(user))).limit(5).toList();
        EndpointQuery mine = EndpointQuery.all().ofUser(user);
        Page<Endpoint> first = store().list(mine, PageRequest.first(2));
        deleted(made.get(3));
        stored(fixtures.endpoint(user));

        List<Endpoint> rest =
                store().list(mine, first.nextRequest(10).orElseThrow()).items();

        assertThat(rest.stream().map(Endpoint::id))
                .containsExactly(made.get(2).id(), made.get(1).id(), made.get(0).id());
    }

    @Test
    void aDeletedEndpointIsFoundButNotListed() {
        Endpoint endpoint = storedEndpoint();
        deleted(endpoint);

        assertThat(present(endpoint).deleted()).isTrue();
        assertThat(listed(EndpointQuery.all().ofUser(endpoint.userId()))).isEmpty();
    }

    @Test
    void theSnapshotHoldsEveryEndpointThatTakesDeliveriesAndNoOther() {
        Endpoint active = stored(fixtures.elaborateEndpoint());
        Endpoint paused = storedEndpoint();
        Endpoint disabled = storedEndpoint();
        Endpoint off = storedEndpoint();
        Endpoint gone = storedEndpoint();
        store().update(paused.id(), EndpointStoreContract::paused);
        store().update(disabled.id(), one -> one.withState(EndpointState.disabled(DisableReason.OPERATOR, now())));
        store().update(off.id(), one -> one.withSettings(switchedOff(one.settings())));
        deleted(gone);

        List<Endpoint> endpoints = storage().endpoints().snapshot().endpoints();

        assertThat(endpoints.stream().map(Endpoint::id))
                .contains(active.id(), paused.id())
                .doesNotContain(disabled.id(), off.id(), gone.id());
        assertThat(endpoints).filteredOn(one -> one.id().equals(active.id())).allSatisfy(one -> {
            assertThat(one.subscriptions()).isEqualTo(active.subscriptions());
            assertThat(one.settings().eventFilters())
                    .isEqualTo(active.settings().eventFilters());
        });
    }
}
