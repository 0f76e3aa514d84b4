package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypePatternTest {

    @ParameterizedTest
    @CsvSource({
        "payment.success, payment.success, true",
        "payment.success, payment.success.late, false",
        "payment.success, payment, false",
        "payment.success, Payment.success, false",
        "payment, payment, true",
        "payment.*, payment.success, true",
        "payment.*, payment.refund.created, true",
        "payment.*, payment, false",
        "payment.*, payments.made, false",
        "payment.*, other.payment.success, false",
        "payment.*, PAYMENT.success, false",
        "payment.refund.*, payment.refund.created, true",
        "payment.refund.*, payment.success, false",
        "*, payment, true",
        "*, payment.refund.created, true",
    })
    void matchesTheTypesItStandsFor(String pattern, String type, boolean matches) {
        assertThat(new EventTypePattern(pattern).matches(new EventType(type))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                ".*",
                "**",
                "*.*",
                "*.success",
                "pay*",
                "a.*.b",
                "a.b*",
                "a..b",
                "a.",
                ".a",
                "a.**",
                "a-b",
                "a b",
                "é",
                "a\n",
                "*\n"
            })
    void otherFormsAreRefused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventTypePattern(pattern))
                .withMessage(
                        "event type pattern must be a type such as 'payment.success', a name with all below it such"
                                + " as 'payment.*', or '*' for all types");
    }

    @Test
    void aPatternHasAtMost255Characters() {
        assertThat(new EventTypePattern("x".repeat(253) + ".*")).hasToString("x".repeat(253) + ".*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventTypePattern("x".repeat(254) + ".*"))
                .withMessage("event type pattern has 256 characters, at most 255 are allowed");
    }
}
