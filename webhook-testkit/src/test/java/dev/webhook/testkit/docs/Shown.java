package dev.webhook.testkit.docs;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values as the documentation writes them: {@code 27 h 46 min 40 s}, {@code 256 KiB}, {@code 10,000}. */
final class Shown {

    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Integer> SIZES = Map.of("", 1, "KiB", 1024, "MiB", 1024 * 1024);
    private static final Pattern PART = Pattern.compile("(\\d+) ([a-z]+) ?");
    private static final Pattern NUMBER = Pattern.compile("([\\d,]+) ?((?:[KM]iB)?)");

    private Shown() {}

    static boolean isDuration(String text) {
        return text.matches("(\\d+ (ms|s|min|h|d) ?)+");
    }

    static Duration duration(String text) {
        if (!isDuration(text)) {
            throw new AssertionError("'" + text + "' is no duration");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            sum = sum.plus(UNITS.get(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
        }
        return sum;
    }

    static int number(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw new AssertionError("'" + text + "' is no number");
        }
        return Integer.parseInt(number.group(1).replace(",", "")) * SIZES.get(number.group(2));
    }
}
