package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "1, PT1S",
        "120, PT2M",
        "' 120 ', PT2M",
        "0000000000000000120, PT2M",
        "000, PT0S",
        "86399, PT23H59M59S",
        "86400, PT24H",
        "86401, PT24H",
        "999999999, PT24H",
        "1000000000, PT24H",
        "9223372036854775808, PT24H",
        "-0, PT0S",
        "-1, PT0S",
        "-99999999999999999999, PT0S",
    })
    void secondsAreClamped(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @Test
    void anAbsurdNumberIsTheLongestWait() {
        assertThat(RetryAfter.parse("1" + "0".repeat(400), NOW)).contains(RetryAfter.MAX);
        assertThat(RetryAfter.parse("-1" + "0".repeat(400), NOW)).contains(Duration.ZERO);
    }

    @Test
    @Timeout(5)
    void aLineOfZerosThatIsNoNumberCostsNoTime() {
        assertThat(RetryAfter.parse("0".repeat(64 * 1024) + "x", NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 23 Nov 2026 12:00:30 GMT     | PT30S",
                "Mon, 23 Nov 2026 12:00:00 GMT     | PT0S",
                "Mon, 23 Nov 2026 11:59:59 GMT     | PT0S",
                "Tue, 24 Nov 2026 12:00:00 GMT     | PT24H",
                "Tue, 24 Nov 2026 12:00:01 GMT     | PT24H",
                "Fri, 31 Dec 9999 23:59:59 GMT     | PT24H",
                "Sun, 06 Nov 1994 08:49:37 GMT     | PT0S",
                "Mon, 23 Nov 2026 12:00:60 GMT     | PT59S",
                "Sun, 23 Nov 2026 12:00:30 GMT     | PT30S",
                "Monday, 23-Nov-26 12:01:00 GMT    | PT1M",
                "Sunday, 06-Nov-94 08:49:37 GMT    | PT0S",
                "Monday, 23-Nov-76 12:00:00 GMT    | PT24H",
                "Tuesday, 24-Nov-76 12:00:00 GMT   | PT0S",
                "Friday, 31-Dec-76 12:00:00 GMT    | PT0S",
                "Friday, 01-Jan-77 12:00:00 GMT    | PT0S",
                "Mon Nov 23 12:00:10 2026          | PT10S",
                "Sun Nov  6 08:49:37 1994          | PT0S",
                "Sat Dec  5 08:49:37 2026          | PT24H",
            })
    void allThreeFormsOfADateAreUnderstood(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @Test
    void twoDigitsOfAYearReachIntoTheNextCentury() {
        Instant endOfCentury = Instant.parse("2099-12-31T23:59:50Z");
        assertThat(RetryAfter.parse("Friday, 01-Jan-00 00:00:00 GMT", endOfCentury))
                .contains(Duration.ofSeconds(10));
        assertThat(RetryAfter.parse("Thursday, 31-Dec-99 23:59:55 GMT", endOfCentury))
                .contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-",
                "+5",
                "--5",
                "1.5",
                "1e3",
                "0x10",
                "5s",
                "120, 5",
                "120;x",
                "١٢",
                "Mon, 23 Nov 2026 12:00:30",
                "Mon, 23 Nov 2026 12:00:30 UTC",
                "Mon, 23 Nov 2026 12:00:30 +0000",
                "23 Nov 2026 12:00:30 GMT",
                "Mon, 31 Feb 2026 12:00:30 GMT",
                "Mon, 00 Nov 2026 12:00:30 GMT",
                "Mon, 23 Nov 2026 24:00:00 GMT",
                "Mon, 23 Nov 2026 12:60:00 GMT",
                "mon, 23 nov 2026 12:00:30 gmt",
                "Mon Nov 23 12:00:10 2026 GMT",
                "Sun Nov   08:49:37 1994",
                "2026-11-23T12:00:30Z"
            })
    void garbageIsNothing(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void theEndsOfTimeDoNotThrow(String value) {
        assertThat(RetryAfter.parse(value, Instant.MAX).orElse(Duration.ZERO)).isZero();
        assertThat(RetryAfter.parse(value, Instant.MIN).orElse(RetryAfter.MAX)).isEqualTo(RetryAfter.MAX);
    }

    @Test
    void nothingThrowsAndEveryWaitIsInBounds() {
        Random random = new Random(9110);
        String pieces = "0123456789-+ ,:GMTSunday Nov";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder(random.nextBoolean() ? "Sunday, 06-Nov-94 " : "");
            random.ints(random.nextInt(20), 0, pieces.length()).forEach(at -> value.append(pieces.charAt(at)));
            RetryAfter.parse(value.toString(), NOW)
                    .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, RetryAfter.MAX));
        }
    }
}
