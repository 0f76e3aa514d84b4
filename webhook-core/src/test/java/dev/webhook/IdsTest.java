package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.EventId;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind(EventId::at, EventId::parse, EventId::new, EventId::createdAt),
                kind(EndpointId::at, EndpointId::parse, EndpointId::new, EndpointId::createdAt),
                kind(SubscriptionId::at, SubscriptionId::parse, SubscriptionId::new, SubscriptionId::createdAt),
                kind(DeliveryId::at, DeliveryId::parse, DeliveryId::new, DeliveryId::createdAt),
                kind(DeadLetterId::at, DeadLetterId::parse, DeadLetterId::new, DeadLetterId::createdAt));
    }

    private static <T extends Comparable<T>> Arguments kind(
            Function<Instant, T> at, Function<String, T> parse, Function<UUID, T> of, Function<T, Instant> createdAt) {
        return Arguments.of(new Kind<>(at, parse, of, createdAt));
    }

    record Kind<T extends Comparable<T>>(
            Function<Instant, T> at, Function<String, T> parse, Function<UUID, T> of, Function<T, Instant> createdAt) {}

    @ParameterizedTest
    @MethodSource("kinds")
    <T extends Comparable<T>> void anIdIsReadFromItsText(Kind<T> kind) {
        T id = kind.at().apply(NOW);

        assertThat(kind.parse().apply(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(kind.createdAt().apply(id)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <T extends Comparable<T>> void idsAreOrderedAsTheirTextsAre(Kind<T> kind) {
        T first = kind.of().apply(UUID.fromString("019ca945-0a78-7000-8000-000000000000"));
        T sameMillisecond = kind.of().apply(UUID.fromString("019ca945-0a78-7000-bfff-ffffffffffff"));
        T later = kind.of().apply(UUID.fromString("019ca945-0a79-7000-8000-000000000000"));
        T inTheHighHalfOfTime = kind.of().apply(UUID.fromString("f19ca945-0a79-7000-8000-000000000000"));

        assertThat(first).isLessThan(sameMillisecond).isEqualByComparingTo(first);
        assertThat(sameMillisecond).isLessThan(later);
        assertThat(later).isLessThan(inTheHighHalfOfTime);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <T extends Comparable<T>> void otherUuidsAreRefused(Kind<T> kind) {
        assertThatThrownBy(() -> kind.parse().apply("9c5b94b1-35ad-49bb-b118-8e8fc24abf80"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kind.parse().apply("1-1-7000-1-1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kind.parse().apply("no id")).isInstanceOf(IllegalArgumentException.class);
    }
}
