package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.memory.InMemoryStorage;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DispatcherBuilderTest {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final TestClock clock = new TestClock();

    private DispatcherBuilder sound() {
        return WebhookDispatcher.builder()
                .storage(InMemoryStorage.create(clock))
                .transport(new Replies(clock))
                .timeSource(clock);
    }

    @Test
    void onlyTheStorageMustBeSet() {
        InvalidConfigurationException refusal = refusal(WebhookDispatcher.builder());

        assertThat(refusal.problems()).containsExactly("storage is missing");
        assertThatCode(() -> sound().build().close()).doesNotThrowAnyException();
    }

    @Test
    void allMistakesAreNamedTogether() {
        InvalidConfigurationException refusal = refusal(WebhookDispatcher.builder()
                .maxConcurrentAttempts(0)
                .maxEventBytes(1)
                .name(" ")
                .userAgent("a\nb")
                .disableAfterFailures(0)
                .permanentStatuses(Set.of(500)));

        assertThat(refusal.problems()).hasSize(7);
        assertThat(refusal)
                .hasMessageContaining("storage is missing")
                .hasMessageContaining("maxConcurrentAttempts must be from 1 to 10000, not 0")
                .hasMessageContaining("permanentStatuses must be from 400 to 499, not [500]");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("maxConcurrentAttempts", options -> options.maxConcurrentAttempts(10_001)),
                mistake("maxEventBytes", options -> options.maxEventBytes(16 * 1024 * 1024 + 1)),
                mistake(
                        "maxTimeout",
                        options -> options.maxTimeout(Duration.ofHours(1).plus(MILLISECOND))
                                .circuitPolicy(CircuitPolicy.builder()
                                        .probeTime(Duration.ofHours(1))
                                        .build())),
                mistake("deliveryExpiry", options -> options.deliveryExpiry(Duration.ofSeconds(59))),
                mistake("deliveryExpiry", options -> options.deliveryExpiry(Duration.ofDays(91))),
                mistake("rotationOverlap", options -> options.rotationOverlap(MILLISECOND.negated())),
                mistake("shutdownTimeout", options -> options.shutdownTimeout(Duration.ofHours(2))),
                mistake("pollInterval", options -> options.pollInterval(Duration.ofMillis(4))),
                mistake("reconcileInterval", options -> options.reconcileInterval(Duration.ofMillis(999))),
                mistake("overloadAfter", options -> options.overloadAfter(Duration.ZERO)),
                mistake("disableAfter", options -> options.disableAfter(Duration.ofDays(366))),
                mistake("permanentStatuses", options -> options.permanentStatuses(Set.of(399))),
                mistake("userAgent", options -> options.userAgent("")),
                mistake("leaseDuration", options -> options.leaseDuration(Duration.ofSeconds(89))),
                mistake("leaseDuration", options -> options.leaseDuration(Duration.ofSeconds(Long.MAX_VALUE))),
                mistake("maxTimeout", options -> options.maxTimeout(Duration.ofSeconds(29))),
                mistake("circuitPolicy.probeTime", options -> options.maxTimeout(Duration.ofMinutes(2))));
    }

    private static Arguments mistake(String option, UnaryOperator<DispatcherBuilder> change) {
        return Arguments.of(option, change);
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("mistakes")
    void eachMistakeIsNamedByItsOption(String option, UnaryOperator<DispatcherBuilder> change) {
        assertThat(refusal(change.apply(sound())).problems())
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem).startsWith(option + " "));
    }

    @Test
    @SuppressWarnings("NullAway") // callers without null checks
    void whatIsSetToNullIsNamedTogether() {
        InvalidConfigurationException refusal = refusal(WebhookDispatcher.builder()
                .name(null)
                .maxTimeout(null)
                .permanentStatuses(null)
                .listener(null));

        assertThat(refusal.problems())
                .containsExactlyInAnyOrder(
                        "storage is missing",
                        "name must not be null",
                        "maxTimeout must not be null",
                        "permanentStatuses must not be null",
                        "listener must not be null");
    }

    static Stream<UnaryOperator<DispatcherBuilder>> bounds() {
        return Stream.of(
                options -> options.maxConcurrentAttempts(1),
                options -> options.maxConcurrentAttempts(10_000),
                options -> options.maxEventBytes(2),
                options -> options.maxTimeout(Duration.ofSeconds(30)),
                options -> options.deliveryExpiry(Duration.ofMinutes(1)),
                options -> options.rotationOverlap(Duration.ZERO),
                options -> options.shutdownTimeout(Duration.ZERO),
                options -> options.pollInterval(Duration.ofMillis(5)),
                options -> options.reconcileInterval(Duration.ofMinutes(5)),
                options -> options.disableAfter(Duration.ZERO).disableAfterFailures(1),
                options -> options.permanentStatuses(Set.of(400, 499)),
                options -> options.leaseDuration(Duration.ofSeconds(90)),
                options -> options.maxTimeout(Duration.ofMinutes(2).minus(MILLISECOND)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void theBoundsThemselvesAreAllowed(UnaryOperator<DispatcherBuilder> change) {
        assertThatCode(() -> change.apply(sound()).build().close()).doesNotThrowAnyException();
    }

    @Test
    void theLeaseFollowsTheLongestTimeout() {
        assertThat(sound().lease()).isEqualTo(Duration.ofSeconds(90));
        assertThat(sound().maxTimeout(Duration.ofSeconds(100)).lease()).isEqualTo(Duration.ofSeconds(130));
        assertThat(sound().leaseDuration(Duration.ofMinutes(5)).lease()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void theDefaultsAreThoseTheDocumentationNames() {
        assertThat(sound().toString())
                .contains("maxConcurrentAttempts=64")
                .contains("maxTimeout=PT1M")
                .contains("leaseDuration=PT1M30S")
                .contains("maxEventBytes=262144")
                .contains("deliveryExpiry=PT336H")
                .contains("rotationOverlap=PT24H")
                .contains("shutdownTimeout=PT30S")
                .contains("pollInterval=PT0.25S")
                .contains("reconcileInterval=PT15S")
                .contains("disableAfterFailures=20")
                .contains("disableAfter=PT120H")
                .contains("recordResponseBodies=true");
    }

    @Test
    void aTransportOfTheHostIsLeftOpen() {
        Replies transport = new Replies(clock);

        sound().transport(transport).build().close();

        assertThat(transport.closed()).isFalse();
    }

    private static InvalidConfigurationException refusal(DispatcherBuilder options) {
        InvalidConfigurationException refusal =
                catchThrowableOfType(InvalidConfigurationException.class, options::build);
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
