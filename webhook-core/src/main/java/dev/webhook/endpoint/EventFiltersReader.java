package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonObject;
import dev.webhook.endpoint.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.List;

/** Takes the JSON of {@link EventFilters} apart and reports its mistakes. Used once, by one thread. */
final class EventFiltersReader {

    private static final int MAX_EVENT_TYPES = 256;

    private final FilterProblems problems;
    private final List<EventTypePattern> eventTypes = new ArrayList<>();
    private Matcher conditions = Matcher.all(List.of());

    EventFiltersReader(FilterProblems problems) {
        this.problems = problems;
    }

    void read(JsonValue json) {
        if (!(json instanceof JsonObject object)) {
            problems.add(
                    Location.ROOT, "event filters are an object with event_types and conditions, not " + json.kind());
            return;
        }
        object.members().forEach((name, value) -> member(name, value, Location.ROOT.member(name)));
    }

    /** Returns the patterns that were read, none if any type will do. */
    List<EventTypePattern> eventTypes() {
        return List.copyOf(eventTypes);
    }

    Matcher conditions() {
        return conditions;
    }

    private void member(String name, JsonValue value, Location at) {
        switch (name) {
            case "event_types" -> eventTypes(value, at);
            case "conditions" -> conditions = new FilterCompiler(problems).compile(value, at);
            default -> problems.add(at, "unknown member; known are event_types and conditions");
        }
    }

    private void eventTypes(JsonValue value, Location at) {
        if (!(value instanceof JsonArray array)
                || array.elements().isEmpty()
                || array.elements().size() > MAX_EVENT_TYPES) {
            problems.add(
                    at, "must be an array of 1 to " + MAX_EVENT_TYPES + " event type patterns; leave it out for all");
            return;
        }
        for (int i = 0; i < array.elements().size(); i++) {
            eventType(array.elements().get(i), at.element(i));
        }
    }

    private void eventType(JsonValue value, Location at) {
        if (!(value instanceof JsonText text)) {
            problems.add(at, "an event type pattern is a string, not " + value.kind());
            return;
        }
        try {
            eventTypes.add(new EventTypePattern(text.text()));
        } catch (IllegalArgumentException e) {
            problems.add(at, String.valueOf(e.getMessage()));
        }
    }
}
