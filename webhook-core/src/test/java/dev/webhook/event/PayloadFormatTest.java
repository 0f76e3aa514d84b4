package dev.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes here are a promise to receivers and to signatures: they must never change. */
class PayloadFormatTest {

    /** Carries 2026-03-01T12:00:00.120Z. */
    private static final EventId ID = new EventId(UUID.fromString("019ca945-0a78-7000-8000-0123456789ab"));

    private static final String ODD = "{ \"b\":1.50,\"a\":[null , \"\\u0000\\ud83d \u00e9 \ud83d\ude00\"],\"b\":2 }\n";

    @Test
    void theBytesOfStandard1() {
        assertThat(rendered(PayloadFormat.STANDARD_1, event("shop")))
                .isEqualTo("{\"type\":\"payment.success\",\"timestamp\":\"2026-03-01T12:00:00.120Z\",\"data\":" + ODD
                        + "}");
    }

    @Test
    void theBytesOfRaw1() {
        assertThat(rendered(PayloadFormat.RAW_1, event("shop"))).isEqualTo(ODD);
    }

    @Test
    void theBytesOfCloudevents1() {
        assertThat(rendered(PayloadFormat.CLOUDEVENTS_1, event("shop")))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"019ca945-0a78-7000-8000-0123456789ab\","
                        + "\"source\":\"/shop\",\"type\":\"payment.success\",\"time\":\"2026-03-01T12:00:00.120Z\","
                        + "\"datacontenttype\":\"application/json\",\"data\":" + ODD + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    shop | /shop
                    a-b.c_d~E9 | /a-b.c_d~E9
                    my shop/eu | /my%20shop%2Feu
                    "quoted" | /%22quoted%22
                    100% | /100%25
                    k\u00e4se | /k%C3%A4se
                    \ud83d\ude00 | /%F0%9F%98%80
                    """)
    void aSourceIsEncodedAsARelativeUri(String source, String uri) {
        assertThat(rendered(PayloadFormat.CLOUDEVENTS_1, event(source))).contains("\"source\":\"" + uri + "\",");
    }

    @Test
    void aTimeHasThreeDecimalsThoughItIsAWholeSecond() {
        Event plain = event(null);
        EventId wholeSecond = new EventId(UUID.fromString("019ca945-0a00-7000-8000-0123456789ab"));
        Event event =
                new Event(wholeSecond, plain.type(), plain.data(), plain.userId(), plain.sourceService(), Map.of());

        assertThat(rendered(PayloadFormat.STANDARD_1, event)).contains("\"timestamp\":\"2026-03-01T12:00:00.000Z\"");
        assertThat(rendered(PayloadFormat.CLOUDEVENTS_1, event)).contains("\"time\":\"2026-03-01T12:00:00.000Z\"");
    }

    @Test
    void anEventWithoutASourceComesFromTheRoot() {
        assertThat(rendered(PayloadFormat.CLOUDEVENTS_1, event(null))).contains("\"source\":\"/\",");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsAPureFunctionOfItsEvent(PayloadFormat format) {
        Locale before = Locale.getDefault();
        byte[] first = format.render(event("k\u00e4se"));
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));

            assertThat(format.render(event("k\u00e4se"))).isEqualTo(first);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBytesGivenOutAreNotTheEventsOwn(PayloadFormat format) {
        Event event = event(null);

        format.render(event)[0] = 'X';

        assertThat(event.data().text()).isEqualTo(ODD);
    }

    @Test
    void headersAndOwnerAreNoPartOfTheBody() {
        Event plain = event("shop");
        Event other = new Event(
                plain.id(), plain.type(), plain.data(), OptionalLong.of(9), "shop", Map.of("traceparent", "00-1"));

        for (PayloadFormat format : PayloadFormat.values()) {
            assertThat(format.render(other)).isEqualTo(format.render(plain));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STANDARD_1, standard.1, application/json",
        "RAW_1, raw.1, application/json",
        "CLOUDEVENTS_1, cloudevents.1, application/cloudevents+json"
    })
    void aFormatIsKnownByItsIdAndSaysItsContentType(PayloadFormat format, String id, String contentType) {
        assertThat(format.id()).isEqualTo(id);
        assertThat(PayloadFormat.ofId(id)).isEqualTo(format);
        assertThat(format.contentType()).isEqualTo(contentType);
    }

    @Test
    void anUnknownIdIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> PayloadFormat.ofId("standard.2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("standard.1, raw.1, cloudevents.1");
    }

    private static String rendered(PayloadFormat format, Event event) {
        return new String(format.render(event), StandardCharsets.UTF_8);
    }

    private static Event event(@Nullable String source) {
        assertThat(ID.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00.120Z"));
        return new Event(
                ID, new EventType("payment.success"), EventData.of(ODD), OptionalLong.empty(), source, Map.of());
    }
}
