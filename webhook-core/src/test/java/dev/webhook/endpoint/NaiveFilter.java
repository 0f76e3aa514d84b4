package dev.webhook.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The filter language interpreted as naively as can be, on other types and another number class: the oracle. */
final class NaiveFilter {

    private NaiveFilter() {}

    static boolean matches(JsonNode filter, JsonNode data) {
        boolean all = true;
        for (Map.Entry<String, JsonNode> member : filter.properties()) {
            all &= member(member.getKey(), member.getValue(), data);
        }
        return all;
    }

    private static boolean member(String name, JsonNode value, JsonNode data) {
        if (name.equals("and")) {
            return elements(value).stream().allMatch(filter -> matches(filter, data));
        } else if (name.equals("or")) {
            return elements(value).stream().anyMatch(filter -> matches(filter, data));
        } else if (name.equals("not")) {
            return !matches(value, data);
        }
        List<JsonNode> found = found(List.of(name.split("\\.")), data);
        if (!value.isObject()) {
            return holds("eq", value, found);
        }
        boolean all = true;
        for (Map.Entry<String, JsonNode> operator : value.properties()) {
            all &= holds(operator.getKey(), operator.getValue(), found);
        }
        return all;
    }

    private static boolean holds(String operator, JsonNode operand, List<JsonNode> found) {
        return switch (operator) {
            case "eq" -> any(found, value -> equal(value, operand));
            case "ne" -> !holds("eq", operand, found);
            case "in" -> elements(operand).stream().anyMatch(listed -> holds("eq", listed, found));
            case "nin" -> !holds("in", operand, found);
            case "gt" -> any(found, value -> ordered(value, operand) && order(value, operand) > 0);
            case "gte" -> any(found, value -> ordered(value, operand) && order(value, operand) >= 0);
            case "lt" -> any(found, value -> ordered(value, operand) && order(value, operand) < 0);
            case "lte" -> any(found, value -> ordered(value, operand) && order(value, operand) <= 0);
            case "exists" -> found.isEmpty() != operand.booleanValue();
            case "contains" -> found.stream().anyMatch(value -> contains(value, operand));
            case "starts_with" ->
                any(found, value -> value.isTextual() && value.textValue().startsWith(operand.textValue()));
            case "ends_with" ->
                any(found, value -> value.isTextual() && value.textValue().endsWith(operand.textValue()));
            default -> throw new AssertionError(operator);
        };
    }

    private static List<JsonNode> found(List<String> path, JsonNode data) {
        if (path.isEmpty()) {
            return List.of(data);
        }
        List<JsonNode> found = new ArrayList<>();
        if (data.isArray()) {
            data.forEach(element -> found.addAll(found(path, element)));
        } else if (data.has(path.get(0))) {
            found.addAll(found(path.subList(1, path.size()), data.get(path.get(0))));
        }
        return found;
    }

    private static boolean any(List<JsonNode> values, Predicate<JsonNode> test) {
        return values.stream().anyMatch(value -> test.test(value) || (value.isArray() && any(elements(value), test)));
    }

    private static boolean contains(JsonNode value, JsonNode operand) {
        if (value.isTextual()) {
            return operand.isTextual() && value.textValue().contains(operand.textValue());
        }
        return value.isArray() && any(elements(value), element -> equal(element, operand));
    }

    private static boolean ordered(JsonNode left, JsonNode right) {
        return (left.isNumber() && right.isNumber()) || (left.isTextual() && right.isTextual());
    }

    private static int order(JsonNode left, JsonNode right) {
        return left.isNumber()
                ? number(left).compareTo(number(right))
                : Arrays.compare(
                        left.textValue().codePoints().toArray(),
                        right.textValue().codePoints().toArray());
    }

    private static boolean equal(JsonNode left, JsonNode right) {
        return left.equals(
                (one, other) -> {
                    boolean numbers = one.isNumber() && other.isNumber();
                    return numbers ? number(one).compareTo(number(other)) : Objects.equals(one, other) ? 0 : 1;
                },
                right);
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
