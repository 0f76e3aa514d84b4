package dev.webhook.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterValuesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aDeadLetterSaysWhenAndByWhomExactlyIfItIsNotPending() {
        assertThatThrownBy(() -> letter(DeadLetterStatus.PENDING, NOW, "ann"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter(DeadLetterStatus.RESOLVED, NOW, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter(DeadLetterStatus.DISCARDED, null, "ann"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(letter(DeadLetterStatus.PENDING, null, null).createdAt()).isEqualTo(NOW);
    }

    @Test
    void aResolutionIsWrittenOnTheLetter() {
        DeadLetter resolved = letter(DeadLetterStatus.PENDING, null, null)
                .resolved(new Resolution(DeadLetterStatus.DISCARDED, "ann", "too old"), NOW);

        assertThat(resolved.status()).isEqualTo(DeadLetterStatus.DISCARDED);
        assertThat(resolved.resolvedAt()).isEqualTo(NOW);
        assertThat(resolved.resolvedBy()).isEqualTo("ann");
        assertThat(resolved.resolutionNotes()).isEqualTo("too old");
        assertThat(resolved.reason()).isEqualTo(FailureReason.GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000", "a\ud83d", "\ude00"})
    void whoResolvesMustBeNamed(String by) {
        assertThatThrownBy(() -> new Resolution(DeadLetterStatus.RESOLVED, by, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aResolutionResolves() {
        assertThatThrownBy(() -> new Resolution(DeadLetterStatus.PENDING, "ann", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resolution(DeadLetterStatus.RESOLVED, "a".repeat(256), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a\ud83d", "\ude00"})
    void notesAreTextThatAStoreCanKeep(String notes) {
        assertThatThrownBy(() -> new Resolution(DeadLetterStatus.RESOLVED, "ann", notes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void aRedriveGivesAtLeastOneAttempt() {
        assertThatThrownBy(() -> new Redrive(DeadLetterId.at(NOW), 0, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static DeadLetter letter(DeadLetterStatus status, @Nullable Instant at, @Nullable String by) {
        return new DeadLetter(
                DeadLetterId.at(NOW),
                EndpointId.at(NOW),
                EventId.at(NOW),
                DeliveryId.at(NOW),
                FailureReason.GONE,
                1,
                "HTTP status 410",
                410,
                status,
                at,
                by,
                null);
    }
}
