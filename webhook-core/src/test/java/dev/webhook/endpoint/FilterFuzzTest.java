package dev.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhook.Mutants;
import dev.webhook.event.EventData;
import dev.webhook.event.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters and data a few edits away from right ones; the seeds are fixed. */
@Tag("sweep")
@Timeout(60)
class FilterFuzzTest {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> FILTERS = List.of(
            "{\"amount\":{\"gte\":100,\"lt\":1000}}",
            "{\"a.b\":\"DE\",\"or\":[{\"s\":{\"in\":[\"paid\",1.50,null]}},{\"not\":{\"t\":true}}]}",
            "{\"and\":[{\"s\":{\"contains\":\"pa\"}},{\"s\":{\"starts_with\":\"p\",\"ends_with\":\"d\"}}]}",
            "{\"a\":{\"nin\":[[1,2],{\"b\":\"DE\"}]},\"n\":{\"ne\":1e2},\"x\":{\"exists\":false}}",
            "{\"n\":[0,9]}",
            "{}");
    private static final List<String> DATA = List.of(
            "{\"amount\":100.0,\"a\":{\"b\":\"DE\"},\"s\":\"paid\",\"t\":true,\"n\":[0,9]}",
            "{\"amount\":999,\"a\":[{\"b\":\"FR\"},{\"b\":[\"DE\"]}],\"s\":[\"paid\",\"pa\"],\"t\":false,\"n\":100}",
            "[{\"a\":[1,2]},{\"n\":1.0E+2,\"s\":\"\\u0070aid\"}]",
            "null");

    private final Random random = new Random(20_261_127);

    @Test
    void aFilterIsCompiledOrItsMistakesAreNamed() {
        int compiled = 0;
        for (int i = 0; i < 10_000; i++) {
            String text = Mutants.of(pick(FILTERS), random);
            compiled += filter(text).isPresent() ? 1 : 0;
            try {
                EventFilters filters = EventFilters.parse("{\"event_types\":[\"a.*\"],\"conditions\":" + text + "}");
                filters.matches(new EventType("a.b"), FilterSubject.of(EventData.of("{}")));
                assertThat(filter(text)).as(text).isPresent();
            } catch (InvalidFilterException e) {
                assertThat(e.problems()).as(text).hasSizeBetween(1, 20);
            }
        }
        assertThat(compiled).isBetween(1_000, 9_000);
    }

    @Test
    void whateverIsReadIsMatchedAsByTheOracle() throws JsonProcessingException {
        List<String> filters = new ArrayList<>(FILTERS);
        while (filters.size() < 1_000) {
            filter(Mutants.of(pick(FILTERS), random)).map(Filter::json).ifPresent(filters::add);
        }
        int matching = 0;
        int compared = 0;
        for (int i = 0; i < 10_000; i++) {
            String filter = pick(filters);
            String data = random.nextInt(4) == 0 ? pick(DATA) : Mutants.of(pick(DATA), random);
            Optional<FilterSubject> subject = subject(data);
            Optional<JsonNode> json = jackson(data);
            if (subject.isPresent() && json.isPresent()) {
                boolean matches = Filter.parse(filter).matches(subject.get());
                assertThat(matches)
                        .as(filter + " on " + data)
                        .isEqualTo(NaiveFilter.matches(JACKSON.readTree(filter), json.get()));
                compared++;
                matching += matches ? 1 : 0;
            } else {
                assertThat(json).as("refused, though Jackson reads it: " + data).isEmpty();
            }
        }
        assertThat(compared).isGreaterThan(3_000);
        assertThat(matching).isBetween(compared / 5, compared * 4 / 5);
    }

    private static Optional<Filter> filter(String text) {
        try {
            return Optional.of(Filter.parse(text));
        } catch (InvalidFilterException e) {
            assertThat(e.problems()).as(text).hasSizeBetween(1, 20);
            return Optional.empty();
        }
    }

    private static Optional<FilterSubject> subject(String data) {
        try {
            return Optional.of(FilterSubject.of(EventData.of(data)));
        } catch (UnreadableEventDataException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> jackson(String data) {
        try {
            JsonNode json = JACKSON.readTree(data);
            return json.isMissingNode() ? Optional.empty() : Optional.of(json);
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
