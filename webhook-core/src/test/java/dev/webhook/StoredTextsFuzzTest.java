package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.PayloadFormat;
import dev.webhook.retry.RetryStrategy;
import dev.webhook.signing.SigningKeyId;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.Cursor;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text that is read from a store or a cursor has one form: what is read writes itself back, all else is refused. */
@Tag("sweep")
class StoredTextsFuzzTest {

    private static final String UUID_7 = "019ca945-0a78-7abc-8def-0123456789ab";

    private final Random random = new Random(20_261_127);

    static Stream<Arguments> formats() {
        return Stream.of(
                format("event id", text -> EventId.parse(text).toString(), UUID_7),
                format("endpoint id", text -> EndpointId.parse(text).toString(), UUID_7),
                format("subscription id", text -> SubscriptionId.parse(text).toString(), UUID_7),
                format("delivery id", text -> DeliveryId.parse(text).toString(), UUID_7),
                format("dead letter id", text -> DeadLetterId.parse(text).toString(), UUID_7),
                format("key id", text -> SigningKeyId.parse(text).toString(), UUID_7),
                format(
                        "cursor",
                        text -> new Cursor(text).parse(DeliveryId::parse).toString(),
                        UUID_7),
                format(
                        "retry strategy",
                        text -> RetryStrategy.ofStoredName(text).storedName(),
                        "exponential"),
                format("payload format", text -> PayloadFormat.ofId(text).id(), "standard.1"),
                format("signing scheme", text -> new SigningScheme(text).name(), "hmac:X-Acme:sha512:base64"),
                format("event type", text -> new EventType(text).name(), "payment.success"),
                format("event type pattern", text -> new EventTypePattern(text).pattern(), "payment.*"));
    }

    private static Arguments format(String name, Function<String, String> readAndWritten, String example) {
        return Arguments.of(name, readAndWritten, example);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void whatIsReadIsWrittenBack(String name, Function<String, String> readAndWritten, String example) {
        assertThat(readAndWritten.apply(example)).isEqualTo(example);
        for (int i = 0; i < 1_000; i++) {
            String mutant = Mutants.of(example, random);
            try {
                assertThat(readAndWritten.apply(mutant)).as(name).isEqualToIgnoringCase(mutant);
            } catch (IllegalArgumentException refused) {
                assertThatThrownBy(() -> readAndWritten.apply(mutant)).hasSameClassAs(refused);
            }
        }
    }
}
