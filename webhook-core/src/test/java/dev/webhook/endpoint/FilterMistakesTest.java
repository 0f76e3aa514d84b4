package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterMistakesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                           | $              | is not JSON: expected a value at byte 0
                    {"a":}                       | $              | is not JSON: expected a value at byte 5 (line 1, column 6)
                    {"a":1} x                    | $              | is not JSON: expected the end of the text
                    [1]                          | $              | a filter is an object such as {"status": "paid"}, not an array
                    "x"                          | $              | not a string
                    1                            | $              | not a number
                    true                         | $              | not a boolean
                    null                         | $              | not null
                    {"a":1,"a":2}                | $.a            | this name appears twice in one object; keep one
                    {"a":1,"\\u0061":2}          | $.a            | appears twice
                    {"a":{"eq":{"b":[{"c":1,"c":1}]}}} | $.a.eq.b[0].c | appears twice
                    {"and":[{"a":1},{"b":{"gt":1,"gt":2}}]} | $.and[1].b.gt | appears twice
                    {"a":{}}                     | $.a            | holds no operator; to compare with an empty object write {"eq": {}}
                    {"a":{"foo":1}}              | $.a.foo        | unknown operator; known are eq ne gt gte lt lte in nin exists contains starts_with ends_with; for a nested member use a path such as 'customer.id', for a whole object 'eq'
                    {"a":{"EQ":1}}               | $.a.EQ         | unknown operator
                    {"a":{"$gt":1}}              | $.a['$gt']     | unknown operator
                    {"a":{"and":[]}}             | $.a.and        | 'and' combines filters and stands beside member names, not inside one
                    {"a":{"or":[]}}              | $.a.or         | 'or' combines filters and stands beside member names, not inside one
                    {"a":{"not":1}}              | $.a.not        | negate with 'ne' or 'nin', or put 'not' around the member's filter
                    {"a":{"gt":true}}            | $.a.gt         | 'gt' takes a number or a string, not a boolean
                    {"a":{"gte":null}}           | $.a.gte        | 'gte' takes a number or a string, not null
                    {"a":{"lt":[1]}}             | $.a.lt         | 'lt' takes a number or a string, not an array of 1
                    {"a":{"lte":{}}}             | $.a.lte        | 'lte' takes a number or a string, not an object
                    {"a":{"in":1}}               | $.a.in         | 'in' takes an array of 1 to 1000 values, not a number
                    {"a":{"in":[]}}              | $.a.in         | 'in' takes an array of 1 to 1000 values, not an array of 0
                    {"a":{"nin":"x"}}            | $.a.nin        | 'nin' takes an array of 1 to 1000 values, not a string
                    {"a":{"exists":1}}           | $.a.exists     | 'exists' takes true or false, not a number
                    {"a":{"contains":["x"]}}     | $.a.contains   | 'contains' takes a string, a number, a boolean or null, not an array of 1
                    {"a":{"contains":{"x":1}}}   | $.a.contains   | not an object
                    {"a":{"starts_with":1}}      | $.a.starts_with | 'starts_with' takes a string, not a number
                    {"a":{"ends_with":null}}     | $.a.ends_with  | 'ends_with' takes a string, not null
                    {"and":{"a":1}}              | $.and          | 'and' takes a non-empty array of filters
                    {"and":[]}                   | $.and          | 'and' takes a non-empty array of filters
                    {"or":[]}                    | $.or           | 'or' takes a non-empty array of filters
                    {"or":1}                     | $.or           | 'or' takes a non-empty array of filters
                    {"or":[{"a":1},2]}           | $.or[1]        | a filter is an object
                    {"or":[{"a":1},{}]}          | $.or[1]        | an empty filter matches all data and has no place inside another; remove it
                    {"not":{}}                   | $.not          | an empty filter matches all data
                    {"not":[{"a":1}]}            | $.not          | a filter is an object such as {"status": "paid"}, not an array
                    {"and":[{"a":1},{"amount":{"gt":true}}]} | $.and[1].amount.gt | 'gt' takes
                    {"not":{"or":[{"not":{"a":{"x":1}}}]}}   | $.not.or[0].not.a.x | unknown operator
                    {"":1}                       | $['']          | a path has an empty name; write member names parted by full stops, such as 'order.id'
                    {"a..b":1}                   | $['a..b']      | a path has an empty name
                    {".a":1}                     | $['.a']        | a path has an empty name
                    {"a.":{"gt":1}}              | $['a.']        | a path has an empty name
                    {"a.b":{"gt":null}}          | $['a.b'].gt    | 'gt' takes
                    {"it's\\\\\\n\\u20ac":{"x":1}} | $['it\\'s\\\\\\u000a€'].x | unknown operator
                    {"a":"\\ud800"}              | $.a            | a string must not hold the character U+0000 or half of a surrogate pair
                    {"a":"x\\udfffx"}            | $.a            | half of a surrogate pair
                    {"a":{"in":["b\\u0000"]}}    | $.a.in[0]      | a string must not hold
                    {"\\ud83d":1}                 | $              | an escaped surrogate in a member name must be half of a pair
                    {"a":1e1001}                 | $.a            | a number's power of ten must be from -1000 to 1000
                    {"a":{"gt":-1e-1001}}        | $.a.gt         | a number's power of ten
                    {"a":{"in":[1,1e400000]}}    | $.a.in[1]      | a number's power of ten
                    {"a":{"eq":[{"b":1e99999999999999999999}]}} | $.a.eq[0].b | a number's power of ten
                    {"a":0e5000}                 | $.a            | a number's power of ten
                    """)
    void eachMistakeIsRefusedWithItsPath(String filter, String path, String message) {
        InvalidFilterException refused = refused(filter);
        assertThat(refused.path()).isEqualTo(path);
        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.problems().get(0).message()).contains(message);
        assertThat(refused)
                .hasMessageStartingWith("invalid filter: " + path + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void allMistakesAreReportedTogether() {
        InvalidFilterException refused =
                refused("{\"a\":{\"gt\":true,\"x\":1},\"and\":[{\"b\":{}},{\"c\":1,\"c\":1}],\"\":0}");
        assertThat(refused.problems())
                .extracting(InvalidFilterException.Problem::path)
                .containsExactlyInAnyOrder("$.a.gt", "$.a.x", "$.and[0].b", "$.and[1].c", "$['']");
        assertThat(refused.getMessage()).contains("; $.a.gt: ");
    }

    @Test
    void atMostTwentyMistakesAreReported() {
        assertThat(refused(objectOf(25, "{}")).problems()).hasSize(20);
    }

    @Test
    void aFilterHasAtMost16KibibytesOfText() {
        String open = "{\"a\":\"";
        String close = "\"}";
        int room = 16 * 1024 - open.length() - close.length();
        assertAccepted(open + "x".repeat(room) + close);
        assertAccepted(open + "é".repeat(room / 2) + close);
        assertThat(refused(open + "x".repeat(room + 1) + close).problems())
                .containsExactly(new InvalidFilterException.Problem("$", "has 16385 bytes, at most 16384 are allowed"));
        assertThat(refused(open + "é".repeat(room / 2 + 1) + close).path()).isEqualTo("$");
    }

    @Test
    void aFilterNestsAtMost32Levels() {
        assertAccepted("{\"not\":".repeat(31) + "{\"a\":1}" + "}".repeat(31));
        assertAccepted("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}");
        InvalidFilterException tooDeep = refused("{\"not\":".repeat(32) + "{\"a\":[1]}" + "}".repeat(32));
        assertThat(tooDeep.path()).isEqualTo("$" + ".not".repeat(32));
        assertThat(tooDeep.problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).isEqualTo("nests deeper than the allowed 32 levels"));
        assertThat(refused("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}").path())
                .isEqualTo("$.a" + "[0]".repeat(31));
        assertThat(refused("[".repeat(5000)).path()).isEqualTo("$");
    }

    @Test
    void aFilterHasAtMost256Conditions() {
        assertAccepted(objectOf(256, "1"));
        assertAccepted(objectOf(128, "{\"gt\":1,\"lt\":2}"));
        assertThat(refused(objectOf(257, "1")).problems())
                .containsExactly(
                        new InvalidFilterException.Problem("$", "has 257 conditions, at most 256 are allowed"));
        assertThat(refused(objectOf(129, "{\"gt\":1,\"lt\":2}")).getMessage()).contains("has 258 conditions");
    }

    @Test
    void aListHasAtMost1000Values() {
        assertAccepted("{\"a\":{\"in\":[" + "1,".repeat(999) + "1]}}");
        assertThat(refused("{\"a\":{\"in\":[" + "1,".repeat(1000) + "1]}}").getMessage())
                .contains("$.a.in: 'in' takes an array of 1 to 1000 values, not an array of 1001");
    }

    @Test
    void aPathHasAtMost100Names() {
        assertAccepted("{\"a" + ".a".repeat(99) + "\":1}");
        assertThat(refused("{\"a" + ".a".repeat(100) + "\":1}").getMessage())
                .contains("a path has 101 names, at most 100 are allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1e999}",
                "{\"a\":-1e999}",
                "{\"a\":-0.1e-999}",
                "{\"a\":0}",
                "{\"a\":1e-1000}",
                "{\"a\":\"\\ud83d\\ude00\"}",
                "{\"a\":{\"exists\":false}}",
                "{\"a\":{\"contains\":null}}",
            })
    void whatIsWithinTheLimitsIsAccepted(String filter) {
        assertAccepted(filter);
    }

    @Test
    void numbersOfAThousandDigitsAreAccepted() {
        assertAccepted("{\"a\":" + "7".repeat(1000) + "}");
        assertThat(refused("{\"a\":" + "7".repeat(1001) + "}").path()).isEqualTo("$.a");
        assertThat(refused("{\"a\":0." + "0".repeat(1001) + "1}").path()).isEqualTo("$.a");
    }

    @Test
    void aRawLoneSurrogateIsRefused() {
        assertThat(refused("{\"a\":\"\ud800\"}").path()).isEqualTo("$.a");
        assertThat(refused("{\"\ud83d\":1}").path()).isEqualTo("$['\\ud83d']");
    }

    private static String objectOf(int members, String value) {
        return IntStream.range(0, members)
                .mapToObj(i -> "\"m" + i + "\":" + value)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static void assertAccepted(String filter) {
        assertThatCode(() -> Filter.parse(filter)).doesNotThrowAnyException();
    }

    private static InvalidFilterException refused(String filter) {
        InvalidFilterException refused = catchThrowableOfType(InvalidFilterException.class, () -> Filter.parse(filter));
        assertThat(refused).as(filter).isNotNull();
        return refused;
    }
}
