package dev.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "payment.success", "Payment_2.refund.created", "1", "_", "a.b.c.d.e"})
    void aTypeIsSegmentsPartedByFullStops(String name) {
        assertThat(new EventType(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "a b",
                "a-b",
                "a/b",
                "a.*",
                "*",
                "p\u00e4yment",
                "a\n",
                "a\u0000",
                "\uff41"
            })
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> new EventType(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTypeHasAtMost255Characters() {
        assertThatCode(() -> new EventType("a".repeat(255))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new EventType("a".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256")
                .hasMessageNotContaining("aaa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000b", "\ud83d", "a\ude00", "\ude00\ud83d"})
    void someIdempotencyKeysAreRefused(String key) {
        assertThatThrownBy(() -> new IdempotencyKey(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdempotencyKeyHasAtMost255Characters() {
        assertThatCode(() -> new IdempotencyKey("k".repeat(253) + "\ud83d\ude00"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new IdempotencyKey("k".repeat(256))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNewEventIsNotChangedByItsSuccessors() {
        NewEvent plain = NewEvent.forUser(7, "order.created").json("{}");

        NewEvent full =
                plain.sourceService("shop").idempotencyKey("k").header("a", "1").header("b", "2");

        assertThat(plain.sourceService()).isNull();
        assertThat(plain.idempotencyKey()).isNull();
        assertThat(plain.headers()).isEmpty();
        assertThat(full.headers()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(full.type()).isEqualTo("order.created");
        assertThat(full.userId()).hasValue(7);
        assertThat(full.data()).isEqualTo("{}");
        assertThat(full.isJson()).isTrue();
    }

    @Test
    void aNewEventsBytesAreItsOwn() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        NewEvent event = NewEvent.broadcast("a").json(json);

        json[0] = 'X';

        assertThat((byte[]) event.data()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(event.userId()).isEmpty();
    }

    @Test
    void dataIsEqualByItsBytesAndTellsOnlyItsSize() {
        byte[] bytes = "{\"pin\":4711}".getBytes(StandardCharsets.UTF_8);
        EventData data = EventData.of(bytes);
        bytes[0] = 'X';
        data.bytes()[0] = 'X';

        assertThat(data).isEqualTo(EventData.of("{\"pin\":4711}")).hasSameHashCodeAs(EventData.of("{\"pin\":4711}"));
        assertThat(data).isNotEqualTo(EventData.of("{\"pin\":4712}"));
        assertThat(data).hasToString("EventData[12 bytes]");
    }

    @Test
    void anEventConcernsItsUserAndABroadcastEverybody() {
        assertThat(event(OptionalLong.of(7)).concerns(7)).isTrue();
        assertThat(event(OptionalLong.of(7)).concerns(8)).isFalse();
        assertThat(event(OptionalLong.empty()).concerns(8)).isTrue();
    }

    @Test
    void theSameContentIsTypeOwnerAndData() {
        Publication publication = new Publication(event(OptionalLong.of(7)), null);

        assertThat(publication.sameContent(event(OptionalLong.of(7)))).isTrue();
        assertThat(publication.sameContent(event(OptionalLong.of(8)))).isFalse();
        assertThat(publication.sameContent(event(OptionalLong.empty()))).isFalse();
    }

    private static Event event(OptionalLong user) {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        return new Event(EventId.at(now), new EventType("a"), EventData.of("{}"), user, null, Map.of());
    }
}
