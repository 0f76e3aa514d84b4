package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.http.EndpointUrl;
import dev.webhook.signing.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointValuesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    @Test
    void failuresAreCountedSinceTheLastSuccess() {
        EndpointHealth failing = EndpointHealth.NEW.failed(NOW).failed(LATER).failed(LATER.plusSeconds(1));

        assertThat(failing.failureCount()).isEqualTo(3);
        assertThat(failing.failingSince()).isEqualTo(NOW);
        assertThat(failing.lastFailureAt()).isEqualTo(LATER.plusSeconds(1));
        assertThat(failing.lastSuccessAt()).isNull();
    }

    @Test
    void aSuccessEndsAFailingTimeAndKeepsTheRest() {
        EndpointHealth health =
                EndpointHealth.NEW.failed(NOW).parked(LATER).circuit(LATER).succeeded(LATER);

        assertThat(health).isEqualTo(new EndpointHealth(0, LATER, NOW, null, LATER, LATER));
        assertThat(health.failed(LATER).failingSince()).isEqualTo(LATER);
    }

    @Test
    void theLongestParkHolds() {
        EndpointHealth parked = EndpointHealth.NEW.parked(LATER);

        assertThat(parked.parked(NOW).parkedUntil()).isEqualTo(LATER);
        assertThat(parked.parked(LATER.plusSeconds(1)).parkedUntil()).isEqualTo(LATER.plusSeconds(1));
    }

    @Test
    void aCircuitThatClosesIsOpenUntilNothing() {
        assertThat(EndpointHealth.NEW.circuit(LATER).circuitOpenUntil()).isEqualTo(LATER);
        assertThat(EndpointHealth.NEW.circuit(LATER).circuit(null).circuitOpenUntil())
                .isNull();
    }

    @Test
    void forgivingHoldsNothingAgainstAnEndpointAndForgetsNoTimes() {
        EndpointHealth health =
                EndpointHealth.NEW.succeeded(NOW).failed(LATER).parked(LATER).circuit(LATER);

        assertThat(health.forgiven()).isEqualTo(new EndpointHealth(0, NOW, LATER, null, null, null));
    }

    @Test
    void aStateHasAReasonAndATimeExactlyIfItIsDisabled() {
        assertThatThrownBy(() -> new EndpointState(EndpointStatus.DISABLED, null, NOW, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EndpointState(EndpointStatus.DISABLED, DisableReason.GONE, null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EndpointState(EndpointStatus.ACTIVE, DisableReason.GONE, NOW, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EndpointState(EndpointStatus.PAUSED, null, null, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deleted");
        assertThat(EndpointState.deleted(NOW))
                .isEqualTo(new EndpointState(EndpointStatus.DISABLED, DisableReason.DELETED, NOW, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a\ud83d", "\ude00"})
    void ownersTextIsTextThatAStoreCanKeep(String text) {
        assertThatThrownBy(() -> new Authentication.Basic(text, Secret.of("canary")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("description");
    }

    @Test
    void settingsNameAllTheirMistakes() {
        assertThatThrownBy(() -> settings("x".repeat(4_097)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout")
                .hasMessageContaining("rateLimitPerMinute")
                .hasMessageContaining("maxInFlight")
                .hasMessageContaining("description");
    }

    /** Makes settings of which only the description may be right. */
    private static EndpointSettings settings(String description) {
        EndpointSettings sound = EndpointSettings.of(EndpointUrl.of("https://a.example.com/"));
        return new EndpointSettings(
                sound.url(),
                true,
                description,
                Duration.ofMillis(1_500),
                sound.retryPolicy(),
                null,
                List.of(),
                Authentication.NONE,
                OptionalInt.of(0),
                0,
                sound.headers(),
                sound.payloadFormat());
    }
}
