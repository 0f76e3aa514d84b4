package dev.webhook.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.webhook.endpoint.JsonValue.JsonArray;
import dev.webhook.endpoint.JsonValue.JsonBoolean;
import dev.webhook.endpoint.JsonValue.JsonNull;
import dev.webhook.endpoint.JsonValue.JsonObject;
import dev.webhook.endpoint.JsonValue.JsonText;
import dev.webhook.store.StorableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link JsonValue} from text that {@link dev.webhook.event.EventDataCheck} has accepted.
 *
 * <p>Data is taken as it is; of members with the same name the last counts. A filter's text must be free of repeated
 * names, and of what PostgreSQL's {@code jsonb} can't hold: NUL, lone surrogates, numbers of extreme size.
 *
 * <p>Jackson's own limits and its table of names are switched off: they would refuse data that may be published.
 */
final class JsonReader {

    /** The deepest nesting of arrays and objects in a filter's text. */
    static final int MAX_FILTER_DEPTH = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final @Nullable FilterProblems problems;

    private JsonReader(JsonParser parser, @Nullable FilterProblems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** Reads an event's data. */
    static JsonValue readData(String json) {
        return read(json, null);
    }

    /** Reads a filter and reports what it must not hold to {@code problems}. */
    static JsonValue readFilter(String json, FilterProblems problems) {
        return read(json, problems);
    }

    private static JsonValue read(String json, @Nullable FilterProblems problems) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return new JsonReader(parser, problems).value(parser.nextToken(), 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonValue value(JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> new JsonText(checkedText(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private JsonValue object(int depth) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (isTooDeep(depth)) {
            return new JsonObject(members);
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checkedText(parser.getText());
            if (members.put(name, value(parser.nextToken(), depth + 1)) != null) {
                report("this name appears twice in one object; keep one");
            }
        }
        return new JsonObject(members);
    }

    private JsonValue array(int depth) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        if (isTooDeep(depth)) {
            return new JsonArray(elements);
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(token, depth + 1));
        }
        return new JsonArray(elements);
    }

    private boolean isTooDeep(int depth) throws IOException {
        if (problems == null || depth <= MAX_FILTER_DEPTH) {
            return false;
        }
        report("nests deeper than the allowed " + MAX_FILTER_DEPTH + " levels");
        parser.skipChildren();
        return true;
    }

    private JsonNumber number(String text) {
        if (problems != null && !JsonNumber.fitsFilter(text)) {
            report("a number's power of ten must be from -" + JsonNumber.MAX_FILTER_EXPONENT + " to "
                    + JsonNumber.MAX_FILTER_EXPONENT);
        }
        return JsonNumber.of(text);
    }

    private String checkedText(String text) {
        if (problems != null && !StorableText.test(text)) {
            report("a string must not hold the character U+0000 or half of a surrogate pair");
        }
        return text;
    }

    private void report(String message) {
        Optional.ofNullable(problems).ifPresent(found -> found.add(location(parser.getParsingContext()), message));
    }

    private static Location location(JsonStreamContext context) {
        if (context.inRoot()) {
            return Location.ROOT;
        }
        Location parent = location(context.getParent());
        if (context.inArray()) {
            return context.hasCurrentIndex() ? parent.element(context.getCurrentIndex()) : parent;
        }
        return context.hasCurrentName() ? parent.member(context.getCurrentName()) : parent;
    }
}
