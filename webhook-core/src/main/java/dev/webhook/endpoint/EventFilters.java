package dev.webhook.endpoint;

import dev.webhook.event.EventType;
import java.util.List;

/**
 * What an endpoint receives at all, whatever its subscriptions say: event types, and a condition on the data.
 *
 * <pre>{@code
 * {"event_types": ["payment.*"], "conditions": {"amount": {"gte": 100}}}
 * }</pre>
 *
 * <p>Both members are optional; one that is absent excludes nothing. {@code event_types} is an array of 1 to 256
 * {@linkplain EventTypePattern patterns}, of which one must match, and {@code conditions} is a {@link Filter}. The
 * limits of a filter's text and nesting hold for the whole.
 *
 * <p>Immutable and thread-safe.
 */
public final class EventFilters {

    private final String json;
    private final List<EventTypePattern> eventTypes;
    private final Matcher conditions;

    private EventFilters(String json, List<EventTypePattern> eventTypes, Matcher conditions) {
        this.json = json;
        this.eventTypes = eventTypes;
        this.conditions = conditions;
    }

    /**
     * Returns the filters that {@code json} is.
     *
     * @throws InvalidFilterException with all mistakes that were found, if there are any
     */
    public static EventFilters parse(String json) {
        FilterProblems problems = new FilterProblems();
        EventFiltersReader reader = new EventFiltersReader(problems);
        reader.read(FilterText.read(json, problems));
        problems.throwIfAny();
        return new EventFilters(json, reader.eventTypes(), reader.conditions());
    }

    /** Returns whether an event of {@code type} whose data is {@code subject} passes. */
    public boolean matches(EventType type, FilterSubject subject) {
        return (eventTypes.isEmpty() || eventTypes.stream().anyMatch(pattern -> pattern.matches(type)))
                && conditions.matches(subject.data());
    }

    /** Returns the text from which this was parsed, unchanged. */
    public String json() {
        return json;
    }

    /** Returns whether {@code other} are filters of the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EventFilters filters && json.equals(filters.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Returns the text's length only, since filters may hold data of the host's customers. */
    @Override
    public String toString() {
        return "EventFilters[" + json.length() + " characters]";
    }
}
