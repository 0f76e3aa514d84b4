package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonObject;
import dev.webhook.event.EventDataCheck;
import java.util.List;
import java.util.Optional;

/** A way into an event's data by the names of members; an array on the way stands for each of its elements. */
record DataPath(List<String> names) {

    /** The most names in a path: data doesn't nest deeper than this. */
    static final int MAX_NAMES = EventDataCheck.MAX_DEPTH;

    DataPath {
        names = List.copyOf(names);
    }

    /** Returns what is wrong with {@code path}, if anything is. */
    static Optional<String> problem(String path) {
        List<String> names = split(path);
        if (names.contains("")) {
            return Optional.of("a path has an empty name; write member names parted by full stops, such as 'order.id'");
        }
        if (names.size() > MAX_NAMES) {
            return Optional.of("a path has " + names.size() + " names, at most " + MAX_NAMES + " are allowed");
        }
        return Optional.empty();
    }

    /** Returns the path that is written as {@code path}, which has no problem. */
    static DataPath of(String path) {
        return new DataPath(split(path));
    }

    /** Returns whether any value that the path leads to passes {@code test}; a missing member leads to none. */
    boolean leadsToAny(JsonValue data, ValueTest test) {
        return leadsToAny(data, 0, test);
    }

    private boolean leadsToAny(JsonValue from, int step, ValueTest test) {
        if (step == names.size()) {
            return test.passes(from);
        }
        if (from instanceof JsonObject object) {
            JsonValue member = object.members().get(names.get(step));
            return member != null && leadsToAny(member, step + 1, test);
        }
        if (from instanceof JsonArray array) {
            for (JsonValue element : array.elements()) {
                if (leadsToAny(element, step, test)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> split(String path) {
        return List.of(path.split("\\.", -1));
    }
}
