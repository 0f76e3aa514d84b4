package dev.webhook.endpoint;

import java.util.List;

/** A compiled filter or part of one: a pure question about an event's data. */
@FunctionalInterface
interface Matcher {

    boolean matches(JsonValue data);

    /** Returns the matcher of data that all of {@code parts} match; no parts match all data. */
    static Matcher all(List<Matcher> parts) {
        List<Matcher> copy = List.copyOf(parts);
        return copy.size() == 1 ? copy.get(0) : data -> copy.stream().allMatch(part -> part.matches(data));
    }

    /** Returns the matcher of data that at least one of {@code parts} matches. */
    static Matcher any(List<Matcher> parts) {
        List<Matcher> copy = List.copyOf(parts);
        return data -> copy.stream().anyMatch(part -> part.matches(data));
    }

    /** Returns the matcher of data that {@code part} doesn't match. */
    static Matcher not(Matcher part) {
        return data -> !part.matches(data);
    }
}
