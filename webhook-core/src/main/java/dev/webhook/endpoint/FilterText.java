package dev.webhook.endpoint;

import dev.webhook.event.EventDataCheck;
import java.nio.charset.StandardCharsets;

/** The reading of a filter's text, up to its JSON. */
final class FilterText {

    /** The greatest length of a filter's text in bytes of UTF-8. */
    static final int MAX_BYTES = 16 * 1024;

    private FilterText() {}

    /**
     * Returns the JSON that {@code text} is.
     *
     * @throws InvalidFilterException if it is too long or not JSON; other mistakes go to {@code problems}
     */
    static JsonValue read(String text, FilterProblems problems) {
        EventDataCheck.problem(text.getBytes(StandardCharsets.UTF_8), MAX_BYTES)
                .ifPresent(problem -> problems.add(Location.ROOT, problem));
        problems.throwIfAny();
        return JsonReader.readFilter(text, problems);
    }
}
