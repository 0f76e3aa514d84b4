package dev.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts on what passes and what doesn't were compared with those of PostgreSQL 15's type {@code json}. */
class EventDataCheckTest {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0e-0",
                "1E+5",
                "1e5",
                "10.25",
                "{}",
                "[]",
                "\"\"",
                " \t\r\n1 \t\r\n",
                "{ }",
                "[ ]",
                "{\"a\" : [ 1 , 2 ] , \"b\" : { } }",
                "{\"a\":1,\"a\":2}",
                "{\"\":1}",
                "[[],{}]",
                "1e400000",
                "-1e99999999999999999999",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud83d\\ude00\":1}",
                "\"\\u0000\"",
                "\"\\uABCD\\uabcd\\u0909\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\u007f\"",
                "\"\u2028\"",
                "\"\ufeff\"",
                "\"\u00e9\u20ac\ud83d\ude00\"",
                "\"\uffff\udbff\udfff\"",
            })
    void acceptsWhatPostgresAccepts(String json) {
        assertThat(problem(json)).isNull();
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void acceptsNumbersNamesAndStringsOfAnyLength(String json) {
        assertThat(problem(json)).isNull();
    }

    static List<String> longTexts() {
        return List.of(
                "1".repeat(200_000),
                "0." + "0".repeat(100_000) + "1",
                "1e" + "9".repeat(100_000),
                "\"" + "x".repeat(200_000) + "\"",
                "{\"" + "k".repeat(60_000) + "\":1}",
                "[" + "1,".repeat(100_000) + "1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    ``                | is not JSON: expected a value at byte 0 (line 1, column 1)
                    `  `              | is not JSON: expected a value at byte 2 (line 1, column 3)
                    nul               | is not JSON: expected a value at byte 3 (line 1, column 4)
                    TRUE              | is not JSON: expected a value at byte 0 (line 1, column 1)
                    True              | is not JSON: expected a value at byte 0 (line 1, column 1)
                    fals3             | is not JSON: expected a value at byte 4 (line 1, column 5)
                    truex             | is not JSON: expected the end of the text after the first value at byte 4 (line 1, column 5)
                    truefalse         | is not JSON: expected the end of the text after the first value at byte 4 (line 1, column 5)
                    {} {}             | is not JSON: expected the end of the text after the first value at byte 3 (line 1, column 4)
                    []]               | is not JSON: expected the end of the text after the first value at byte 2 (line 1, column 3)
                    1 .5              | is not JSON: expected the end of the text after the first value at byte 2 (line 1, column 3)
                    1a                | is not JSON: expected the end of the text after the first value at byte 1 (line 1, column 2)
                    0x1               | is not JSON: expected the end of the text after the first value at byte 1 (line 1, column 2)
                    NaN               | is not JSON: expected a value at byte 0 (line 1, column 1)
                    Infinity          | is not JSON: expected a value at byte 0 (line 1, column 1)
                    -Infinity         | is not JSON: expected a digit at byte 1 (line 1, column 2)
                    +1                | is not JSON: expected a value at byte 0 (line 1, column 1)
                    .5                | is not JSON: expected a value at byte 0 (line 1, column 1)
                    -                 | is not JSON: expected a digit at byte 1 (line 1, column 2)
                    - 1               | is not JSON: expected a digit at byte 1 (line 1, column 2)
                    1.                | is not JSON: expected a digit at byte 2 (line 1, column 3)
                    1.e5              | is not JSON: expected a digit at byte 2 (line 1, column 3)
                    1e                | is not JSON: expected a digit at byte 2 (line 1, column 3)
                    1e+-1             | is not JSON: expected a digit at byte 3 (line 1, column 4)
                    1E-               | is not JSON: expected a digit at byte 3 (line 1, column 4)
                    01                | is not JSON: a number must not begin with a superfluous 0 at byte 1 (line 1, column 2)
                    [-00]             | is not JSON: a number must not begin with a superfluous 0 at byte 3 (line 1, column 4)
                    [1,]              | is not JSON: expected a value at byte 3 (line 1, column 4)
                    [,1]              | is not JSON: expected a value at byte 1 (line 1, column 2)
                    [1 2]             | is not JSON: expected ',' or ']' after an element at byte 3 (line 1, column 4)
                    [1}               | is not JSON: expected ',' or ']' after an element at byte 2 (line 1, column 3)
                    [1                | is not JSON: expected ',' or ']' after an element at byte 2 (line 1, column 3)
                    [                 | is not JSON: expected a value at byte 1 (line 1, column 2)
                    {                 | is not JSON: expected a member name in double quotes at byte 1 (line 1, column 2)
                    {a:1}             | is not JSON: expected a member name in double quotes at byte 1 (line 1, column 2)
                    {'a':1}           | is not JSON: expected a member name in double quotes at byte 1 (line 1, column 2)
                    {1:2}             | is not JSON: expected a member name in double quotes at byte 1 (line 1, column 2)
                    {"a":1,}          | is not JSON: expected a member name in double quotes at byte 7 (line 1, column 8)
                    {"a" 1}           | is not JSON: expected ':' after a member name at byte 5 (line 1, column 6)
                    {"a"::1}          | is not JSON: expected a value at byte 5 (line 1, column 6)
                    {"a":1 "b":2}     | is not JSON: expected ',' or '}' after a member at byte 7 (line 1, column 8)
                    {"a":1]           | is not JSON: expected ',' or '}' after a member at byte 6 (line 1, column 7)
                    /*x*/1            | is not JSON: expected a value at byte 0 (line 1, column 1)
                    "abc              | is not JSON: expected a closing double quote at byte 4 (line 1, column 5)
                    "\\               | is not JSON: expected one of " \\ / b f n r t u after a backslash at byte 2 (line 1, column 3)
                    "\\x"             | is not JSON: expected one of " \\ / b f n r t u after a backslash at byte 2 (line 1, column 3)
                    "\\U0041"         | is not JSON: expected one of " \\ / b f n r t u after a backslash at byte 2 (line 1, column 3)
                    "\\u12"           | is not JSON: expected four hexadecimal digits after '\\u' at byte 5 (line 1, column 6)
                    "\\u12g4"         | is not JSON: expected four hexadecimal digits after '\\u' at byte 5 (line 1, column 6)
                    ["é€😀", x]       | is not JSON: expected a value at byte 14 (line 1, column 9)
                    """)
    void refusesWhatIsNotJsonAndSaysWhere(String json, String problem) {
        assertThat(problem(json)).isEqualTo(problem);
    }

    @Test
    void countsLinesAndColumns() {
        assertThat(problem("{\n\"é\": [1,\r\n  2 3]}")).endsWith("at byte 17 (line 3, column 5)");
        assertThat(problem("{\n")).endsWith("at byte 2 (line 2, column 1)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, '\t', '\n', 0x1f})
    void refusesRawControlCharactersInStrings(int character) {
        assertThat(problem("\"a" + (char) character + "\""))
                .isEqualTo("is not JSON: control characters in a string must be escaped at byte 2 (line 1, column 3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\0", "{}\u000b", "{}\f", "{}\u00a0", "{}\u2028", "\u00e9", "\0{}"})
    void refusesOtherCharactersBetweenTokens(String json) {
        assertThat(problem(json)).startsWith("is not JSON: expected ");
    }

    @Test
    void refusesAByteOrderMark() {
        assertThat(problem("\ufeff{}"))
                .isEqualTo("is not JSON: remove the byte order mark at byte 0 (line 1, column 1)");
        assertThat(problem(HexFormat.of().parseHex("efbb")))
                .isEqualTo("is not JSON: expected a value at byte 0 (line 1, column 1)");
        assertThat(problem(HexFormat.of().parseHex("efbbbf"))).startsWith("is not JSON: remove the byte order mark");
        assertThat(problem(HexFormat.of().parseHex("efbbbe"))).startsWith("is not JSON: expected a value");
        assertThat(problem(HexFormat.of().parseHex("efbcbf"))).startsWith("is not JSON: expected a value");
        assertThat(problem(HexFormat.of().parseHex("eebbbf"))).startsWith("is not JSON: expected a value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udbffx",
                "\\udc00",
                "\\udfff\\ud800",
                "\\ud800\\ud800",
                "\\ud800\\n",
                "\\ud800\\ue000"
            })
    void refusesLoneSurrogatesInNamesAsJacksonDoes(String name) {
        assertJudgedAsByJackson("{\"" + name + "\":1}");
        assertThat(problem("{\"" + name + "\":1}"))
                .startsWith("is not JSON: an escaped surrogate in a member name must be half of a pair at byte ");
        assertThat(problem("[\"" + name + "\"]")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800\\udc00",
                "\\udbff\\udfff",
                "\\ud7ff",
                "\\ue000",
                "\\uD83D\\uDE00",
                "a\\u0000b",
                "é\\\\ud800"
            })
    void acceptsOtherEscapesInNamesAsJacksonDoes(String name) {
        assertJudgedAsByJackson("{\"" + name + "\":1}");
        assertThat(problem("{\"" + name + "\":1}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"abc", "{\"\\ud800", "{\"\\x\":1}", "{\"\t\":1}", "{\"\\u00g0\":1}"})
    void refusesMalformedNames(String json) {
        assertThat(problem(json)).startsWith("is not JSON: ");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThat(problem(HexFormat.of().parseHex("2261c08022")))
                .isEqualTo("is not UTF-8: expected a well-formed character at byte 2 (line 1, column 3)");
    }

    @Test
    void judgesEveryShortSequenceOfBytesAsTheJdkDoes() {
        int[] edges = {0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0};
        for (int lead = 0x80; lead <= 0xff; lead++) {
            for (int second = 0; second <= 0xff; second++) {
                assertJudgedAsByTheJdk(lead, second);
            }
            for (int second : edges) {
                for (int third : edges) {
                    assertJudgedAsByTheJdk(lead, second, third);
                    for (int fourth : edges) {
                        assertJudgedAsByTheJdk(lead, second, third, fourth);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"22c3", "22e282", "22f09f98", "22f09f", "22f0"})
    void refusesACharacterThatIsCutOffByTheEnd(String hex) {
        assertThat(problem(HexFormat.of().parseHex(hex)))
                .startsWith("is not UTF-8")
                .endsWith("byte 1 (line 1, column 2)");
    }

    @Test
    void judgesAllShortTextsAsJacksonDoes() {
        String alphabet = "{}[]\",:1-.e0 ";
        for (int length = 0; length <= 3; length++) {
            int texts = (int) Math.pow(alphabet.length(), length);
            for (int number = 0; number < texts; number++) {
                assertJudgedAsByJackson(text(alphabet, length, number));
            }
        }
    }

    @Test
    void judgesDamagedTextsAsJacksonDoes() {
        String sound = "{\"a\": [1, -2.5e+3, true, false, null, {\"b\\u00e9\\n\": \"\"}], \"c\": {}}";
        String alphabet = "{}[]\",:1-+.eE0 \n\tutrfalsn\\/";
        Random random = new Random(14);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder damaged = new StringBuilder(sound);
            for (int change = 0; change <= random.nextInt(3); change++) {
                int at = random.nextInt(damaged.length());
                String by = alphabet.charAt(random.nextInt(alphabet.length())) + "";
                damaged.replace(at, at + random.nextInt(2), random.nextBoolean() ? by : "");
            }
            assertJudgedAsByJackson(damaged.toString());
        }
    }

    @Test
    void acceptsNestingUpToTheLimit() {
        assertThat(problem("[".repeat(100) + "]".repeat(100))).isNull();
        assertThat(problem("{\"a\":".repeat(100) + "1" + "}".repeat(100))).isNull();
        assertThat(problem("[" + "[[]],".repeat(200) + "{}" + ",{\"a\":{}}".repeat(200) + "]"))
                .isNull();
        assertThat(problem("[".repeat(101) + "]".repeat(101)))
                .isEqualTo("nests deeper than the allowed 100 levels at byte 100 (line 1, column 101)");
        assertThat(problem("{\"a\":".repeat(100) + "{}" + "}".repeat(100))).startsWith("nests deeper");
        assertThat(problem("[".repeat(250_000))).startsWith("nests deeper");
    }

    @Test
    void refusesMoreBytesThanAllowed() {
        byte[] json = "\"é\"".getBytes(StandardCharsets.UTF_8);
        assertThat(EventDataCheck.problem(json, 4)).isEmpty();
        assertThat(EventDataCheck.problem(json, 3)).contains("has 4 bytes, at most 3 are allowed");
        assertThat(EventDataCheck.DEFAULT_MAX_BYTES).isEqualTo(262_144);
    }

    @Test
    void neverShowsTheContent() {
        String json = "{\"secret\": \"4711\", \"x\" \"4711\"}";
        assertThat(problem(json)).doesNotContain("secret", "4711");
    }

    @Test
    void isFastOnTheLargestData() {
        byte[] json = ("[" + "\"é\",".repeat(52_000) + "0]").getBytes(StandardCharsets.UTF_8);
        Optional<String> problem = assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> EventDataCheck.problem(json, EventDataCheck.DEFAULT_MAX_BYTES));
        assertThat(problem).isEmpty();
    }

    private static void assertJudgedAsByJackson(String json) {
        boolean valid;
        try {
            valid = !JACKSON.readTree(json).isMissingNode();
        } catch (JsonProcessingException e) {
            valid = false;
        }
        if ((problem(json) == null) != valid) {
            throw new AssertionError(json);
        }
    }

    private static String text(String alphabet, int length, int number) {
        StringBuilder text = new StringBuilder(length);
        int rest = number;
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(rest % alphabet.length()));
            rest /= alphabet.length();
        }
        return text.toString();
    }

    private static void assertJudgedAsByTheJdk(int... character) {
        byte[] json = new byte[character.length + 2];
        Arrays.fill(json, (byte) '"');
        for (int i = 0; i < character.length; i++) {
            json[i + 1] = (byte) character[i];
        }
        boolean valid;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            valid = text.chars().noneMatch(c -> c < ' ' || c == '\\') && text.indexOf('"', 1) == text.length() - 1;
        } catch (CharacterCodingException e) {
            valid = false;
        }
        if (problem(json) == null != valid) {
            throw new AssertionError(HexFormat.of().formatHex(json));
        }
    }

    private static @Nullable String problem(String json) {
        return problem(json.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String problem(byte[] json) {
        return EventDataCheck.problem(json, Integer.MAX_VALUE).orElse(null);
    }
}
