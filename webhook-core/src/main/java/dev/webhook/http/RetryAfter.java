package dev.webhook.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the {@code Retry-After} header of an answer: how long its sender asks to be left alone (RFC 9110, 10.2.3).
 *
 * <p>Stateless and thread-safe.
 */
public final class RetryAfter {

    /** The longest wait that is honoured; a receiver that asks for more gets this. */
    public static final Duration MAX = Duration.ofHours(24);

    /** Possessive: a receiver's long run of digits must not be tried in all its divisions. */
    private static final Pattern SECONDS = Pattern.compile("(?<sign>-?)(?=[0-9])0*+(?<digits>[0-9]*+)");

    private static final int SAFE_DIGITS = 9;

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final String DAY_NAME = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String LONG_DAY_NAME = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";
    private static final List<Pattern> DATES = Stream.of(
                    DAY_NAME + ", (?<day>[0-9]{2}) " + MONTH + " (?<year>[0-9]{4}) " + TIME + " GMT",
                    LONG_DAY_NAME + ", (?<day>[0-9]{2})-" + MONTH + "-(?<year>[0-9]{2}) " + TIME + " GMT",
                    DAY_NAME + " " + MONTH + " (?<day>[ 0-9][0-9]) " + TIME + " (?<year>[0-9]{4})")
            .map(Pattern::compile)
            .toList();

    private RetryAfter() {}

    /**
     * Returns the wait that {@code headerValue} asks for, from zero to {@link #MAX}, or empty if it can't be understood.
     *
     * <p>Seconds and all three forms of an HTTP date (RFC 9110, 5.6.7) are understood. What lies in the past, and a
     * negative number, is zero. The day of the week isn't compared with the date.
     *
     * @param now what a date is compared with
     */
    public static Optional<Duration> parse(String headerValue, Instant now) {
        String value = headerValue.strip();
        Matcher seconds = SECONDS.matcher(value);
        return seconds.matches() ? Optional.of(seconds(seconds)) : date(value, now);
    }

    private static Duration seconds(Matcher value) {
        if (value.group("sign").equals("-")) {
            return Duration.ZERO;
        }
        String digits = value.group("digits");
        return digits.length() > SAFE_DIGITS ? MAX : clamp(Duration.ofSeconds(Long.parseLong("0" + digits)));
    }

    private static Optional<Duration> date(String value, Instant now) {
        try {
            return DATES.stream()
                    .map(form -> form.matcher(value))
                    .filter(Matcher::matches)
                    .findFirst()
                    .map(date -> clamp(Duration.between(now, instant(date, now))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(Matcher date, Instant now) {
        int month = MONTHS.indexOf(date.group("month")) + 1;
        int day = Integer.parseInt(date.group("day").strip());
        String year = date.group("year");
        int fullYear = year.length() == 2 ? fullYear(Integer.parseInt(year), month, day, now) : Integer.parseInt(year);
        int second = Math.min(59, number(date, "second"));
        return LocalDate.of(fullYear, month, day)
                .atTime(LocalTime.of(number(date, "hour"), number(date, "minute"), second))
                .toInstant(ZoneOffset.UTC);
    }

    /** Returns the latest year that ends in {@code year} and is not more than 50 years ahead (RFC 9110, 5.6.7). */
    private static int fullYear(int year, int month, int day, Instant now) {
        LocalDate limit = LocalDate.ofInstant(now, ZoneOffset.UTC).plusYears(50);
        int fullYear = limit.getYear() - limit.getYear() % 100 + year;
        boolean tooFar = LocalDate.of(fullYear, month, 1).plusDays(day - 1L).isAfter(limit);
        return tooFar ? fullYear - 100 : fullYear;
    }

    private static int number(Matcher date, String group) {
        return Integer.parseInt(date.group(group));
    }

    private static Duration clamp(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
