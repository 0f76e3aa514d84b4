package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.DeliveryReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.http.HttpResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinesTest {

    private static final long NANOS = 1_704_708_000_000_000_000L;

    @Test
    void aSuccessIsWrittenAsTheGivenLinesAre() {
        DeliveryReport report = Reports.attempt(1, new Outcome.Delivered(200), Duration.ofMillis(250));

        assertThat(Lines.delivery("webhook-123", report, NANOS))
                .isEqualTo("webhook_delivery,webhook_id=webhook-123,status=success response_time=250,attempt=1"
                        + " 1704708000000000000");
        assertThat(Lines.health("example.com", report.attempt(), NANOS))
                .contains("endpoint_health,url=example.com status_code=200,response_time=250,success=1"
                        + " 1704708000000000000");
    }

    @Test
    void theStatusIsThatOfTheDeliveryAfterTheAttempt() {
        DeliveryReport retried = Reports.attempt(1, new Outcome.Rejected(503, null), Duration.ofMillis(7));
        DeliveryReport givenUp = Reports.of(retried.attempt(), new Decision.GiveUp(FailureReason.EXHAUSTED));

        assertThat(Lines.delivery("a", retried, 1))
                .isEqualTo("webhook_delivery,webhook_id=a,status=retrying response_time=7,attempt=1 1");
        assertThat(Lines.delivery("a", givenUp, 1)).contains(",status=failed ");
        assertThat(Lines.health("a", retried.attempt(), 1))
                .contains("endpoint_health,url=a status_code=503,response_time=7,success=0 1");
    }

    @Test
    void withoutAnAttemptThereIsNoResponseTimeAndWithoutAnAnswerNoStatusCode() {
        DeliveryReport expired = Reports.of(null, new Decision.GiveUp(FailureReason.EXPIRED));
        DeliveryReport timeout = Reports.attempt(
                2, new Outcome.Unreachable(HttpResult.Cause.TIMEOUT, "timed out"), Duration.ofSeconds(30));

        assertThat(Lines.delivery("a", expired, 1))
                .isEqualTo("webhook_delivery,webhook_id=a,status=failed attempt=0 1");
        assertThat(Lines.health("a", timeout.attempt(), 1))
                .contains("endpoint_health,url=a response_time=30000,success=0 1");
    }

    @Test
    void whatTheAddressPolicyForbadeTellsNothingOfTheHost() {
        DeliveryReport blocked = Reports.attempt(1, new Outcome.Blocked("10.0.0.1 is private"), Duration.ZERO);

        assertThat(Lines.health("a", blocked.attempt(), 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "500, 0.001",
        "1000, 0.001",
        "250000000, 250",
        "250125499, 250.125",
        "9223372036854775807, 9223372036854.776"
    })
    void timesAreMillisecondsToTheMicrosecond(long nanos, String millis) {
        DeliveryReport report = Reports.attempt(1, new Outcome.Delivered(200), Duration.ofNanos(nanos));

        assertThat(Lines.delivery("a", report, 1)).contains(" response_time=" + millis + ",attempt=1 ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain-1.example.com, plain-1.example.com",
                "``, _",
                "` `, `\\ `",
                "`a,b=c d`, `a\\,b\\=c\\ d`",
                "`a\\`, a_",
                "`a\\,b`, `a_\\,b`",
                "`a\nb 1 1\r\n`, `a_b\\ 1\\ 1__`",
                "bücher.example, bücher.example",
                "💶, 💶",
                "`\"#x\"`, `\"#x\"`"
            })
    void aTagCanNotEndItselfItsLineOrTheProtocol(String value, String written) {
        assertThat(Lines.tag(value)).isEqualTo(written);
    }

    @Test
    void halfACharacterBecomesAnUnderscoreAndALongValueIsCutBetweenCharacters() {
        assertThat(Lines.tag("a\ud83d")).isEqualTo("a_");
        assertThat(Lines.tag("💶".repeat(1_000))).isEqualTo("💶".repeat(256));
    }
}
