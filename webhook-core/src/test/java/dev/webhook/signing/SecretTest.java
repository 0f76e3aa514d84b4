package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @Test
    void revealsWhatItWasGiven() {
        assertThat(Secret.of("pässwörd 🔑").reveal()).isEqualTo("pässwörd 🔑");
    }

    @Test
    void acceptsUpTo255Characters() {
        assertThat(Secret.of("x".repeat(4_096)).reveal()).hasSize(4_096);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of("x".repeat(4_097)))
                .withMessage("secret has 4097 characters, at most 4096 are allowed");
    }

    @Test
    void anEmptySecretIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("")).withMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "canary\0", "canary\ud83d", "\udd11canary"})
    void textThatADatabaseOrUtf8WouldChangeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.of(text))
                .withMessageContaining("Unicode")
                .withMessageNotContaining("canary");
    }

    @Test
    void equalsByText() {
        assertThat(Secret.of("one")).isEqualTo(Secret.of("one")).isNotEqualTo(Secret.of("two"));
        assertThat(Secret.of("one")).isNotEqualTo(Secret.of("one more")).isNotEqualTo("one");
    }

    @Test
    void hashCodeAndToStringSayNothing() {
        assertThat(Secret.of("one")).hasSameHashCodeAs(Secret.of("two"));
        assertThat(Secret.of("one")).hasToString("Secret[hidden]");
    }
}
