package dev.webhook.endpoint;

import dev.webhook.event.EventData;
import dev.webhook.event.EventDataCheck;
import java.nio.charset.StandardCharsets;

/**
 * An event's data, parsed once to be matched against many filters.
 *
 * <p>Any JSON value is a subject; of members with the same name the last counts. It takes some ten times the memory of
 * the text, so don't keep it longer than the matching.
 *
 * <p>Immutable and thread-safe.
 */
public final class FilterSubject {

    private final JsonValue data;

    private FilterSubject(JsonValue data) {
        this.data = data;
    }

    /**
     * Returns the parsed form of {@code data}.
     *
     * @throws UnreadableEventDataException if {@link EventDataCheck} would refuse it for anything but its size
     */
    public static FilterSubject of(EventData data) {
        byte[] json = data.bytes();
        EventDataCheck.problem(json, Integer.MAX_VALUE).ifPresent(problem -> {
            throw new UnreadableEventDataException("event data " + problem);
        });
        return new FilterSubject(JsonReader.readData(new String(json, StandardCharsets.UTF_8)));
    }

    JsonValue data() {
        return data;
    }
}
