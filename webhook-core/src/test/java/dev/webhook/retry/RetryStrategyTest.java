package dev.webhook.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryStrategyTest {

    @Test
    void theStoredNamesAreThoseOfTheSchema() {
        assertThat(Stream.of(RetryStrategy.values()).map(RetryStrategy::storedName))
                .containsExactly("exponential", "linear", "fixed", "schedule");
    }

    @ParameterizedTest
    @EnumSource
    void aStrategyIsFoundByItsStoredName(RetryStrategy strategy) {
        assertThat(RetryStrategy.ofStoredName(strategy.storedName())).isSameAs(strategy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EXPONENTIAL", "never"})
    void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryStrategy.ofStoredName(name))
                .withMessage("retry_strategy '" + name + "' must be one of exponential, linear, fixed, schedule");
    }
}
