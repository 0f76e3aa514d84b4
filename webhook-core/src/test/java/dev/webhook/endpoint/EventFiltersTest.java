package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.event.EventData;
import dev.webhook.event.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFiltersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                      | a.b | {"n":1} | true
                    {"event_types":["a.b"]}                                 | a.b | {"n":1} | true
                    {"event_types":["a.b"]}                                 | a.c | {"n":1} | false
                    {"event_types":["x","a.*"]}                             | a.c | {"n":1} | true
                    {"conditions":{}}                                       | a.b | {"n":1} | true
                    {"conditions":{"n":1}}                                  | a.b | {"n":1} | true
                    {"conditions":{"n":2}}                                  | a.b | {"n":1} | false
                    {"event_types":["a.b"],"conditions":{"n":1}}            | a.b | {"n":1} | true
                    {"event_types":["a.c"],"conditions":{"n":1}}            | a.b | {"n":1} | false
                    {"event_types":["a.b"],"conditions":{"n":{"gt":1}}}     | a.b | {"n":1} | false
                    """)
    void bothTheTypeAndTheDataMustPass(String filters, String type, String data, boolean matches) {
        assertThat(EventFilters.parse(filters).matches(new EventType(type), FilterSubject.of(EventData.of(data))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []                                          | $                       | event filters are an object with event_types and conditions, not an array
                    {                                           | $                       | is not JSON
                    {"types":["a"]}                             | $.types                 | unknown member; known are event_types and conditions
                    {"event_types":null}                        | $.event_types           | must be an array of 1 to 256 event type patterns; leave it out for all
                    {"event_types":[]}                          | $.event_types           | must be an array of 1 to 256
                    {"event_types":"a"}                         | $.event_types           | must be an array of 1 to 256
                    {"event_types":["a",1]}                     | $.event_types[1]        | an event type pattern is a string, not a number
                    {"event_types":["a","b","c*"]}              | $.event_types[2]        | event type pattern must be
                    {"conditions":[]}                           | $.conditions            | a filter is an object
                    {"conditions":null}                         | $.conditions            | a filter is an object
                    {"conditions":{"n":{"gt":null}}}            | $.conditions.n.gt       | 'gt' takes a number or a string, not null
                    {"conditions":{"and":[{"n":1,"n":2}]}}      | $.conditions.and[0].n   | appears twice
                    {"conditions":{},"conditions":{}}           | $.conditions            | appears twice
                    """)
    void eachMistakeIsRefusedWithItsPath(String filters, String path, String message) {
        InvalidFilterException refused = refused(filters);
        assertThat(refused.path()).isEqualTo(path);
        assertThat(refused.getMessage()).contains(message);
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThat(refused("{\"x\":1,\"event_types\":[1,\"*x\"],\"conditions\":{\"a\":{}}}")
                        .problems())
                .extracting(InvalidFilterException.Problem::path)
                .containsExactly("$.x", "$.event_types[0]", "$.event_types[1]", "$.conditions.a");
    }

    @Test
    void textWithHalfOfASurrogatePairIsRefused() {
        for (String filters : List.of(
                "{\"conditions\":{\"a\":\"\ud83d\"}}",
                "{\"conditions\":{\"a\ude00\":1}}",
                "{\"event_types\":[\"\ud83d\"]}",
                "{\"\ud83d\":1}",
                "{}\ud83d")) {
            assertThat(refused(filters).path()).startsWith("$");
            assertThatThrownBy(() -> Filter.parse(filters)).isInstanceOf(InvalidFilterException.class);
        }
    }

    @Test
    void thereAreAtMost256EventTypes() {
        String open = "{\"event_types\":[";
        assertThat(EventFilters.parse(open + "\"a\",".repeat(255) + "\"b\"]}")
                        .matches(new EventType("b"), FilterSubject.of(EventData.of("1"))))
                .isTrue();
        assertThat(refused(open + "\"a\",".repeat(256) + "\"b\"]}").path()).isEqualTo("$.event_types");
    }

    @Test
    void filtersAreTheirText() {
        EventFilters filters = EventFilters.parse(" {} ");
        assertThat(filters.json()).isEqualTo(" {} ");
        assertThat(filters)
                .isEqualTo(EventFilters.parse(" {} "))
                .hasSameHashCodeAs(EventFilters.parse(" {} "))
                .isNotEqualTo(EventFilters.parse("{}"))
                .isNotEqualTo(" {} ")
                .hasToString("EventFilters[4 characters]");
        assertThat(filters.hashCode()).isNotEqualTo(EventFilters.parse("{}").hashCode());
    }

    private static InvalidFilterException refused(String filters) {
        InvalidFilterException refused =
                catchThrowableOfType(InvalidFilterException.class, () -> EventFilters.parse(filters));
        assertThat(refused).as(filters).isNotNull();
        return refused;
    }
}
