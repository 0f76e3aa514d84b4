package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final long USER = 7;

    @ParameterizedTest
    @CsvSource({
        "order.created, order.created, true",
        "order.*, order.created, true",
        "order.*, order.line.added, true",
        "*, order.created, true",
        "order.*, order, false",
        "order.*, orders.created, false",
        "order.created, order.created.again, false",
        "user.*, order.created, false"
    })
    void aSubscriptionsPatternDecides(String pattern, String type, boolean matches) {
        assertThat(match(endpoint(null, subscription(pattern, null)), type, "{}")
                        .matches())
                .isEqualTo(matches);
    }

    @Test
    void theSubscriptionsFilterRefusesWhatTheEndpointsFiltersAdmit() {
        Endpoint endpoint =
                endpoint("{\"conditions\":{\"region\":\"EU\"}}", subscription("order.*", "{\"amount\":{\"gt\":10}}"));

        assertThat(match(endpoint, "order.created", "{\"region\":\"EU\",\"amount\":10}")
                        .refusals())
                .containsExactly("the filter of the subscription to order.* refuses it");
    }

    @Test
    void theEndpointsFiltersRefuseWhatTheSubscriptionsFilterAdmits() {
        Endpoint endpoint =
                endpoint("{\"conditions\":{\"region\":\"EU\"}}", subscription("order.*", "{\"amount\":{\"gt\":10}}"));

        assertThat(match(endpoint, "order.created", "{\"region\":\"US\",\"amount\":11}")
                        .refusals())
                .containsExactly("the endpoint's event_filters refuse it");
        assertThat(match(endpoint, "order.created", "{\"region\":\"EU\",\"amount\":11}")
                        .matches())
                .isTrue();
    }

    @Test
    void theEndpointsFiltersAloneSubscribeToNothing() {
        Endpoint endpoint = endpoint("{\"event_types\":[\"order.*\"]}");

        assertThat(match(endpoint, "order.created", "{}").refusals())
                .containsExactly("no subscription is to order.created");
    }

    @Test
    void theEndpointsEventTypesNarrowItsSubscriptions() {
        Endpoint endpoint = endpoint("{\"event_types\":[\"order.*\"]}", subscription("*", null));

        assertThat(match(endpoint, "order.created", "{}").matches()).isTrue();
        assertThat(match(endpoint, "user.created", "{}").matches()).isFalse();
    }

    @Test
    void oneSubscriptionThatAdmitsIsEnough() {
        Endpoint endpoint = endpoint(
                null,
                subscription("order.*", "{\"amount\":1}"),
                subscription("order.created", "{\"amount\":2}"),
                subscription("*", "{\"amount\":3}"));

        assertThat(match(endpoint, "order.created", "{\"amount\":2}").matches()).isTrue();
        assertThat(match(endpoint, "order.created", "{\"amount\":4}").refusals())
                .hasSize(3);
    }

    @Test
    void aSubscriptionThatIsSwitchedOffAdmitsNothing() {
        Endpoint endpoint = endpoint(null, subscription("order.*", null).withEnabled(false));

        assertThat(match(endpoint, "order.created", "{}").refusals())
                .containsExactly("the subscription to order.* is switched off");
    }

    @Test
    void anotherUsersEventIsRefusedAndNothingElseIsSaidOfIt() {
        Endpoint endpoint = endpoint(null).withState(EndpointState.disabled(DisableReason.OPERATOR, NOW));

        assertThat(endpoint.match(event(OptionalLong.of(8), "order.created", "{}"), subject("{}"))
                        .refusals())
                .containsExactly("the event belongs to another user");
    }

    @Test
    void aBroadcastIsEverybodys() {
        Endpoint endpoint = endpoint(null, subscription("*", null));

        assertThat(endpoint.match(event(OptionalLong.empty(), "order.created", "{}"), subject("{}"))
                        .matches())
                .isTrue();
    }

    @Test
    void anEndpointThatTakesNoDeliveriesSaysWhy() {
        Endpoint endpoint = endpoint(null, subscription("*", null));
        EndpointSettings off = new EndpointSettings(
                endpoint.settings().url(),
                false,
                null,
                Duration.ofSeconds(30),
                endpoint.settings().retryPolicy(),
                null,
                List.of(),
                Authentication.NONE,
                endpoint.settings().rateLimitPerMinute(),
                1,
                endpoint.settings().headers(),
                endpoint.settings().payloadFormat());

        assertThat(match(endpoint.withState(EndpointState.disabled(DisableReason.GONE, NOW)), "a", "{}")
                        .refusals())
                .containsExactly("the endpoint is disabled");
        assertThat(match(endpoint.withState(EndpointState.deleted(NOW)), "a", "{}")
                        .refusals())
                .containsExactly("the endpoint is deleted");
        assertThat(match(endpoint.withSettings(off), "a", "{}").refusals())
                .containsExactly("the endpoint is switched off by its owner");
        assertThat(match(endpoint.withState(EndpointState.PAUSED), "a", "{}").matches())
                .isTrue();
    }

    private static Match match(Endpoint endpoint, String type, String data) {
        return endpoint.match(event(OptionalLong.of(USER), type, data), subject(data));
    }

    private static FilterSubject subject(String data) {
        return FilterSubject.of(EventData.of(data));
    }

    private static Event event(OptionalLong user, String type, String data) {
        return new Event(EventId.at(NOW), new EventType(type), EventData.of(data), user, null, Map.of());
    }

    private static Subscription subscription(String pattern, @Nullable String filter) {
        return new Subscription(
                SubscriptionId.at(NOW),
                new EventTypePattern(pattern),
                filter == null ? null : Filter.parse(filter),
                true,
                NOW);
    }

    private static Endpoint endpoint(@Nullable String filters, Subscription... subscriptions) {
        EndpointSettings plain = EndpointSettings.of(EndpointUrl.of("https://a.example.com/"));
        EndpointSettings settings = new EndpointSettings(
                plain.url(),
                true,
                null,
                plain.timeout(),
                plain.retryPolicy(),
                filters == null ? null : EventFilters.parse(filters),
                List.of(),
                Authentication.NONE,
                plain.rateLimitPerMinute(),
                1,
                plain.headers(),
                plain.payloadFormat());
        return new Endpoint(
                EndpointId.at(NOW),
                USER,
                settings,
                List.of(),
                List.of(subscriptions),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                NOW,
                NOW);
    }
}
