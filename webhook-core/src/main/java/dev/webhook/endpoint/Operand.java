package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonBoolean;
import dev.webhook.endpoint.JsonValue.JsonObject;
import dev.webhook.endpoint.JsonValue.JsonText;
import java.util.Optional;

/** What an operator may be given. */
enum Operand {
    ANY("any value"),
    ORDERED("a number or a string"),
    TEXT("a string"),
    BOOLEAN("true or false"),
    SINGLE("a string, a number, a boolean or null"),
    LIST("an array of 1 to 1000 values");

    private static final int MAX_LISTED = 1000;

    private final String description;

    Operand(String description) {
        this.description = description;
    }

    /** Returns what is wrong with {@code operand}, if anything is. */
    Optional<String> problem(String operator, JsonValue operand) {
        return accepts(operand)
                ? Optional.empty()
                : Optional.of("'" + operator + "' takes " + description + ", not " + described(operand));
    }

    private boolean accepts(JsonValue operand) {
        return switch (this) {
            case ANY -> true;
            case ORDERED -> operand instanceof JsonNumber || operand instanceof JsonText;
            case TEXT -> operand instanceof JsonText;
            case BOOLEAN -> operand instanceof JsonBoolean;
            case SINGLE -> !(operand instanceof JsonArray || operand instanceof JsonObject);
            case LIST -> operand instanceof JsonArray array && isBounded(array);
        };
    }

    private static boolean isBounded(JsonArray array) {
        return !array.elements().isEmpty() && array.elements().size() <= MAX_LISTED;
    }

    private static String described(JsonValue operand) {
        return operand instanceof JsonArray array
                ? "an array of " + array.elements().size()
                : operand.kind();
    }
}
