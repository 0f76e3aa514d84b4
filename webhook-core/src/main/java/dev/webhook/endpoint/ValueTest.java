package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;

/** A question about one value of an event's data. Implementations are pure. */
@FunctionalInterface
interface ValueTest {

    boolean passes(JsonValue value);

    /** Returns whether {@code value} passes or, if it is an array, any of its elements does, however nested. */
    default boolean passesItselfOrAnyElement(JsonValue value) {
        if (passes(value)) {
            return true;
        }
        if (value instanceof JsonArray array) {
            for (JsonValue element : array.elements()) {
                if (passesItselfOrAnyElement(element)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the test that asks for an array's elements too. */
    default ValueTest orAnyElement() {
        return this::passesItselfOrAnyElement;
    }
}
