package dev.webhook.endpoint;

import java.util.List;
import java.util.Map;

/** A JSON value; values are equal if they have the same type and content, numbers by value, members in any order. */
sealed interface JsonValue
        permits JsonNumber,
                JsonValue.JsonNull,
                JsonValue.JsonBoolean,
                JsonValue.JsonText,
                JsonValue.JsonArray,
                JsonValue.JsonObject {

    /** Returns the value's type with its article, for messages. */
    String kind();

    /** The value {@code null}. */
    enum JsonNull implements JsonValue {
        NULL;

        @Override
        public String kind() {
            return "null";
        }
    }

    /** {@code true} or {@code false}. */
    enum JsonBoolean implements JsonValue {
        TRUE,
        FALSE;

        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** A string. */
    record JsonText(String text) implements JsonValue {

        /** Compares by code points, unlike {@link String#compareTo}. */
        int compareTo(JsonText other) {
            String left = text;
            String right = other.text;
            int at = 0;
            while (at < left.length() && at < right.length()) {
                int point = left.codePointAt(at);
                int otherPoint = right.codePointAt(at);
                if (point != otherPoint) {
                    return Integer.compare(point, otherPoint);
                }
                at += Character.charCount(point);
            }
            return Integer.compare(left.length(), right.length());
        }

        @Override
        public String kind() {
            return "a string";
        }
    }

    /** An array. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {

        /** Looks at one element, so that testing every array of a deep nest doesn't cost its depth times its size. */
        @Override
        public int hashCode() {
            return elements.isEmpty() || elements.get(0) instanceof JsonArray
                    ? elements.size()
                    : 31 * elements.size() + elements.get(0).hashCode();
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    /** An object. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {

        /** Takes no time, for the reason given for arrays. */
        @Override
        public int hashCode() {
            return members.size();
        }

        @Override
        public String kind() {
            return "an object";
        }
    }
}
