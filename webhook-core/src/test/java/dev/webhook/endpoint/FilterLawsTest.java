package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhook.event.EventData;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Laws over random filters and data; the seeds are fixed, so that a failure comes back. */
@Tag("sweep")
class FilterLawsTest {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.0",
            "1",
            "1.0",
            "10e-1",
            "-1",
            "2",
            "1.5",
            "15e-1",
            "100",
            "1e2",
            "9007199254740993",
            "9007199254740992",
            "0.1",
            "-0.10",
            "1e-7",
            "12",
            "120",
            "-2");
    private static final List<String> TEXTS = List.of(
            "\"\"", "\"a\"", "\"ab\"", "\"aab\"", "\"b\"", "\"1\"", "\"\\uffff\"", "\"\\ud83d\\ude00\"", "\"true\"");
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final Random random = new Random(20261123);

    @Test
    void matchesWhatTheOracleMatches() throws JsonProcessingException {
        int matching = 0;
        for (int i = 0; i < 4_000; i++) {
            String filter = filter(3);
            String data = value(4);
            boolean expected = NaiveFilter.matches(JACKSON.readTree(filter), JACKSON.readTree(data));
            assertSame(expected, matches(filter, data), filter + " on " + data);
            matching += expected ? 1 : 0;
        }
        assertThat(matching).isBetween(800, 3_200);
    }

    @Test
    void negativesAreNegationsAndCombinationsFollowDeMorgan() {
        for (int i = 0; i < 1_000; i++) {
            String data = value(4);
            String operand = value(2);
            String path = path();
            String list = "[" + operand + "," + value(1) + "]";
            assertOpposite(condition(path, "eq", operand), condition(path, "ne", operand), data);
            assertOpposite(condition(path, "in", list), condition(path, "nin", list), data);
            assertOpposite(condition(path, "exists", "true"), condition(path, "exists", "false"), data);
            String left = filter(1);
            String right = filter(1);
            String and = "{\"and\":[" + left + "," + right + "]}";
            String neither = "{\"or\":[{\"not\":" + left + "},{\"not\":" + right + "}]}";
            assertOpposite(and, neither, data);
            assertOpposite(and, "{\"not\":" + and + "}", data);
        }
    }

    @Test
    void onNumbersGreaterIsTheComplementOfAtMost() {
        for (int i = 0; i < 500; i++) {
            String data = "{\"a\":" + pick(NUMBERS) + "}";
            String bound = pick(NUMBERS);
            assertOpposite(condition("a", "gt", bound), condition("a", "lte", bound), data);
            assertOpposite(condition("a", "lt", bound), condition("a", "gte", bound), data);
        }
    }

    @Test
    void numbersCompareAsBigDecimalsDo() {
        for (int i = 0; i < 4_000; i++) {
            String left = number();
            String right = random.nextBoolean()
                    ? number()
                    : new BigDecimal(left).setScale(20).toString();
            int expected = Integer.signum(new BigDecimal(left).compareTo(new BigDecimal(right)));
            JsonNumber one = JsonNumber.of(left);
            JsonNumber other = JsonNumber.of(right);
            assertThat(Integer.signum(one.compareTo(other)))
                    .as(left + " " + right)
                    .isEqualTo(expected);
            assertThat(one.equals(other)).as(left + " " + right).isEqualTo(expected == 0);
        }
    }

    @Test
    void theLinearSearchFindsWhatTheJdkFinds() {
        for (int i = 0; i < 4_000; i++) {
            String wanted = letters(random.nextInt(6));
            String text = letters(random.nextInt(20));
            assertThat(new TextSearch(wanted).isIn(text))
                    .as(wanted + " in " + text)
                    .isEqualTo(text.contains(wanted));
        }
    }

    private static void assertOpposite(String filter, String opposite, String data) {
        assertSame(!matches(filter, data), matches(opposite, data), filter + " and " + opposite + " on " + data);
    }

    private static void assertSame(boolean expected, boolean actual, String what) {
        assertThat(actual).as(what).isEqualTo(expected);
    }

    private static boolean matches(String filter, String data) {
        return Filter.parse(filter).matches(FilterSubject.of(EventData.of(data)));
    }

    private static String condition(String path, String operator, String operand) {
        return "{\"" + path + "\":{\"" + operator + "\":" + operand + "}}";
    }

    private String filter(int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 7);
        return switch (kind) {
            case 7 -> "{\"and\":" + list(1 + random.nextInt(2), () -> filter(depth - 1)) + "}";
            case 8 -> "{\"or\":" + list(1 + random.nextInt(3), () -> filter(depth - 1)) + "}";
            case 9 -> "{\"not\":" + filter(depth - 1) + "}";
            case 0 -> "{\"" + path() + "\":" + scalar() + "}";
            case 1 -> "{\"a\":" + scalar() + ",\"b.c\":" + operators() + "}";
            default -> "{\"" + path() + "\":" + operators() + "}";
        };
    }

    private String operators() {
        return switch (random.nextInt(9)) {
            case 0 -> "{\"eq\":" + value(2) + "}";
            case 1 -> "{\"ne\":" + value(2) + "}";
            case 2 -> "{\"in\":" + list(3, () -> value(1)) + "}";
            case 3 -> "{\"nin\":" + list(3, () -> value(1)) + "}";
            case 4 -> "{\"exists\":" + random.nextBoolean() + "}";
            case 5 -> "{\"contains\":" + scalar() + "}";
            case 6 -> "{\"" + pick(List.of("starts_with", "ends_with")) + "\":" + pick(TEXTS) + "}";
            case 7 -> "{\"" + pick(List.of("gt", "gte")) + "\":" + pick(TEXTS) + "}";
            default ->
                "{\"" + pick(List.of("gt", "gte")) + "\":" + pick(NUMBERS) + ",\"" + pick(List.of("lt", "lte")) + "\":"
                        + pick(NUMBERS) + "}";
        };
    }

    private String value(int depth) {
        int kind = random.nextInt(6);
        if (depth == 0 || kind == 0) {
            return scalar();
        }
        return kind < 3
                ? list(random.nextInt(4), () -> value(depth - 1))
                : NAMES.stream()
                        .filter(name -> random.nextInt(3) > 0)
                        .map(name -> "\"" + name + "\":" + value(depth - 1))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private String scalar() {
        return switch (random.nextInt(5)) {
            case 0 -> pick(List.of("null", "true", "false"));
            case 1, 2 -> pick(NUMBERS);
            default -> pick(TEXTS);
        };
    }

    private String path() {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> pick(NAMES))
                .collect(Collectors.joining("."));
    }

    private String number() {
        String sign = random.nextBoolean() ? "-" : "";
        String fraction = random.nextBoolean() ? "." + random.nextInt(100) + "0".repeat(random.nextInt(3)) : "";
        String exponent = random.nextBoolean() ? pick(List.of("e", "E", "e+", "E-")) + random.nextInt(12) : "";
        return sign + random.nextInt(200) + fraction + exponent;
    }

    private String letters(int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> pick(List.of("a", "a", "b")))
                .collect(Collectors.joining());
    }

    private String list(int length, Supplier<String> element) {
        return IntStream.range(0, length).mapToObj(i -> element.get()).collect(Collectors.joining(",", "[", "]"));
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
