package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonText;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The tests that operators make of their operands; none converts a value to another type. */
final class ValueTests {

    private ValueTests() {}

    static ValueTest equalTo(JsonValue operand) {
        return ((ValueTest) operand::equals).orAnyElement();
    }

    static ValueTest among(JsonValue operand) {
        Set<JsonValue> values = new HashSet<>(((JsonArray) operand).elements());
        return ((ValueTest) values::contains).orAnyElement();
    }

    static ValueTest ordered(JsonValue operand, IntPredicate order) {
        ValueTest test = operand instanceof JsonNumber bound
                ? value -> value instanceof JsonNumber number && order.test(number.compareTo(bound))
                : value -> value instanceof JsonText text && order.test(text.compareTo((JsonText) operand));
        return test.orAnyElement();
    }

    /** A string that contains the operand, or an array that has it as an element; no search in an array's strings. */
    static ValueTest containing(JsonValue operand) {
        ValueTest element = equalTo(operand);
        ValueTest inArray = value -> value instanceof JsonArray && element.passes(value);
        if (operand instanceof JsonText wanted) {
            TextSearch search = new TextSearch(wanted.text());
            return value -> value instanceof JsonText text ? search.isIn(text.text()) : inArray.passes(value);
        }
        return inArray;
    }

    static ValueTest startingWith(JsonValue operand) {
        String prefix = ((JsonText) operand).text();
        return text(found -> found.startsWith(prefix));
    }

    static ValueTest endingWith(JsonValue operand) {
        String suffix = ((JsonText) operand).text();
        return text(found -> found.endsWith(suffix));
    }

    private static ValueTest text(Predicate<String> condition) {
        return ((ValueTest) value -> value instanceof JsonText text && condition.test(text.text())).orAnyElement();
    }
}
