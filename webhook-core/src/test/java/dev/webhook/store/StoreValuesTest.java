package dev.webhook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreValuesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    @Test
    void aPageThatFillsItsRequestExactlyIsTheLast() {
        Page<String> page = Page.cut(List.of("a", "b"), PageRequest.first(2), item -> item);

        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.next()).isNull();
        assertThat(page.nextRequest(2)).isEmpty();
    }

    @Test
    void anItemTooManyTellsThatAnotherPageFollowsAfterTheLastItem() {
        Page<String> page = Page.cut(List.of("a", "b", "c"), PageRequest.first(2), item -> "<" + item + ">");

        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.nextRequest(5)).contains(new PageRequest(5, new Cursor("<b>")));
    }

    @Test
    void anEmptyPageIsTheLast() {
        assertThat(Page.cut(List.<String>of(), PageRequest.first(1), item -> item))
                .isEqualTo(new Page<>(List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void aPageHasOneToAThousandItems(int size) {
        assertThatCode(() -> PageRequest.first(size)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_001})
    void otherSizesAreRefused(int size) {
        assertThatThrownBy(() -> PageRequest.first(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(size));
    }

    @Test
    void aRangeHoldsItsBeginningAndNotItsEnd() {
        TimeRange range = new TimeRange(NOW, NOW.plusSeconds(1));

        assertThat(range.contains(NOW)).isTrue();
        assertThat(range.contains(NOW.plusMillis(999))).isTrue();
        assertThat(range.contains(NOW.plusSeconds(1))).isFalse();
        assertThat(range.contains(NOW.minusNanos(1))).isFalse();
        assertThat(TimeRange.ALWAYS.contains(NOW)).isTrue();
        assertThat(TimeRange.ALWAYS.contains(Instant.EPOCH)).isTrue();
    }

    @Test
    void aRangeDoesNotEndBeforeItBegins() {
        assertThatCode(() -> new TimeRange(NOW, NOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new TimeRange(NOW, NOW.minusNanos(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdCarriesItsMillisecond() {
        UUID id = TimeOrderedId.at(NOW.plusNanos(999_999));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(TimeOrderedId.timeOf(id)).isEqualTo(NOW);
    }

    @Test
    void idsOfOneMillisecondAscend() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(TimeOrderedId.at(NOW).toString());
        }

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsOfLaterMillisecondsAreGreater() {
        assertThat(TimeOrderedId.at(NOW.plusMillis(1)).toString())
                .isGreaterThan(TimeOrderedId.at(NOW).toString());
        assertThat(TimeOrderedId.at(NOW).toString())
                .isLessThan(TimeOrderedId.at(NOW.plusSeconds(86_400_000)).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "9c5b94b1-35ad-49bb-b118-8e8fc24abf80",
                "1ec9414c-232a-6b00-b3c8-9e6bdeced846"
            })
    void onlyVersion7IsTaken(String other) {
        assertThatThrownBy(() -> TimeOrderedId.requireTimeOrdered(UUID.fromString(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 7");
        assertThatThrownBy(() -> TimeOrderedId.timeOf(UUID.fromString(other)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
