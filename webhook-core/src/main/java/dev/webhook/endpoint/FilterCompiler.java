package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the JSON of one filter into a {@link Matcher} and reports its mistakes. Used once, by one thread. */
final class FilterCompiler {

    /** The most conditions in one filter. */
    static final int MAX_CONDITIONS = 256;

    private static final Matcher NONE = data -> false;

    private final FilterProblems problems;
    private int conditions;

    FilterCompiler(FilterProblems problems) {
        this.problems = problems;
    }

    /** Returns the matcher for {@code filter}, of no use if a problem was reported. */
    Matcher compile(JsonValue filter, Location at) {
        Matcher compiled =
                filter instanceof JsonObject object && object.members().isEmpty()
                        ? Matcher.all(List.of())
                        : filter(filter, at);
        if (conditions > MAX_CONDITIONS) {
            problems.add(at, "has " + conditions + " conditions, at most " + MAX_CONDITIONS + " are allowed");
        }
        return compiled;
    }

    private Matcher filter(JsonValue filter, Location at) {
        if (!(filter instanceof JsonObject object)) {
            return mistake(at, "a filter is an object such as {\"status\": \"paid\"}, not " + filter.kind());
        }
        if (object.members().isEmpty()) {
            return mistake(at, "an empty filter matches all data and has no place inside another; remove it");
        }
        List<Matcher> parts = new ArrayList<>();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            parts.add(member(member.getKey(), member.getValue(), at.member(member.getKey())));
        }
        return Matcher.all(parts);
    }

    private Matcher member(String name, JsonValue value, Location at) {
        return switch (name) {
            case "and" -> Matcher.all(filters(name, value, at));
            case "or" -> Matcher.any(filters(name, value, at));
            case "not" -> Matcher.not(filter(value, at));
            default -> condition(name, value, at);
        };
    }

    private List<Matcher> filters(String name, JsonValue value, Location at) {
        if (!(value instanceof JsonArray array) || array.elements().isEmpty()) {
            return List.of(mistake(at, "'" + name + "' takes a non-empty array of filters"));
        }
        List<Matcher> parts = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            parts.add(filter(element, at.element(parts.size())));
        }
        return parts;
    }

    private Matcher condition(String name, JsonValue value, Location at) {
        Optional<String> problem = DataPath.problem(name);
        if (problem.isPresent()) {
            return mistake(at, problem.get());
        }
        DataPath path = DataPath.of(name);
        if (!(value instanceof JsonObject operators)) {
            conditions++;
            return Operator.EQ.on(path, value);
        }
        if (operators.members().isEmpty()) {
            return mistake(at, "holds no operator; to compare with an empty object write {\"eq\": {}}");
        }
        List<Matcher> parts = new ArrayList<>();
        operators.members().forEach((word, operand) -> parts.add(operation(path, word, operand, at.member(word))));
        return Matcher.all(parts);
    }

    private Matcher operation(DataPath path, String word, JsonValue operand, Location at) {
        conditions++;
        Optional<Operator> operator = Operator.of(word);
        if (operator.isEmpty()) {
            return mistake(at, unknown(word));
        }
        Optional<String> problem = operator.get().problem(operand);
        return problem.isPresent() ? mistake(at, problem.get()) : operator.get().on(path, operand);
    }

    private Matcher mistake(Location at, String message) {
        problems.add(at, message);
        return NONE;
    }

    private static String unknown(String word) {
        String advice = switch (word) {
            case "and", "or" -> "; '" + word + "' combines filters and stands beside member names, not inside one";
            case "not" -> "; negate with 'ne' or 'nin', or put 'not' around the member's filter";
            default -> "; for a nested member use a path such as 'customer.id', for a whole object 'eq'";
        };
        return "unknown operator; known are " + Operator.words() + advice;
    }
}
