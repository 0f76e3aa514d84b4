package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {

    private final Rig rig = new Rig();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 100})
    void chunksTogetherReachEveryMatchingEndpointOnce(int most) {
        List<Endpoint> endpoints = endpoints(9);
        RoutingTable table = tableOf(endpoints);

        List<EndpointId> reached = new ArrayList<>();
        EndpointId after = null;
        int parts = 0;
        do {
            RoutingTable.Part part = match(table, event(OptionalLong.of(Rig.USER)), after, most);
            assertThat(part.deliveries()).hasSizeLessThanOrEqualTo(most);
            part.deliveries().forEach(delivery -> reached.add(delivery.endpointId()));
            after = part.after();
            parts++;
        } while (after != null && parts < 100);

        assertThat(reached)
                .containsExactlyElementsOf(
                        wanting(endpoints).stream().map(Endpoint::id).toList());
        assertThat(parts).isEqualTo((6 + most - 1) / most);
    }

    @Test
    void aPartThatIsExactlyFullIsWholeIfNothingFollows() {
        RoutingTable table = tableOf(endpoints(9));

        assertThat(match(table, event(OptionalLong.empty()), null, 6).after()).isNull();
        assertThat(match(table, event(OptionalLong.empty()), null, 5).after()).isNotNull();
    }

    @Test
    void aPartNeedsRoomForOneDelivery() {
        assertThatThrownBy(() -> match(tableOf(endpoints(1)), event(OptionalLong.empty()), null, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEndpointThatWentAwayBetweenTwoPartsIsNotMissed() {
        List<Endpoint> endpoints = endpoints(9);
        EndpointId after =
                match(tableOf(endpoints), event(OptionalLong.empty()), null, 3).after();

        RoutingTable.Part rest = match(
                tableOf(endpoints.stream()
                        .filter(endpoint -> !endpoint.id().equals(after))
                        .toList()),
                event(OptionalLong.empty()),
                after,
                100);

        assertThat(rest.deliveries()).hasSize(3);
    }

    @Test
    void aUsersEventIsMatchedWithThatUsersEndpoints() {
        Endpoint mine = rig.endpoint("a.example.com");
        Endpoint theirs = rig.dispatcher
                .endpoints()
                .register(7, EndpointSpec.url("https://b.example.com/").subscribe("*"));
        RoutingTable table = tableOf(List.of(mine, theirs));

        assertThat(match(table, event(OptionalLong.of(7)), null, 9).deliveries())
                .extracting(NewDelivery::endpointId)
                .containsExactly(theirs.id());
        assertThat(match(table, event(OptionalLong.of(8)), null, 9).deliveries())
                .isEmpty();
        assertThat(match(table, event(OptionalLong.empty()), null, 9).deliveries())
                .hasSize(2);
    }

    /** Returns endpoints of which every third wants nothing, in no certain order. */
    private List<Endpoint> endpoints(int count) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endpoints.add(
                    i % 3 == 2
                            ? rig.register(EndpointSpec.url("https://a.example.com/"))
                            : rig.endpoint("a.example.com"));
        }
        Collections.shuffle(endpoints, new Random(42));
        return endpoints;
    }

    private static List<Endpoint> wanting(List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> !endpoint.subscriptions().isEmpty())
                .sorted(Comparator.comparing(Endpoint::id))
                .toList();
    }

    private static RoutingTable tableOf(List<Endpoint> endpoints) {
        return new RoutingTable(new RoutingSnapshot(1, endpoints));
    }

    private static RoutingTable.Part match(RoutingTable table, Event event, @Nullable EndpointId after, int most) {
        return table.match(
                event,
                after,
                most,
                endpoint ->
                        NewDelivery.to(endpoint, event.id(), "m", Duration.ofDays(1), DeliveryId.at(TestClock.START)));
    }

    private static Event event(OptionalLong user) {
        return new Event(
                EventId.at(TestClock.START), new EventType("order.created"), EventData.of("{}"), user, null, Map.of());
    }
}
