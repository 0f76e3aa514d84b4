package dev.webhook.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of an event, byte for byte as it was published: JSON text in UTF-8.
 *
 * <p>Its form is checked when the event is published, not here; a stored payload is taken as it is.
 *
 * <p>Immutable and thread-safe.
 */
public final class EventData {

    private final byte[] bytes;

    private EventData(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the payload whose UTF-8 text is {@code json}. */
    public static EventData of(String json) {
        return new EventData(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a payload of a copy of {@code json}. */
    public static EventData of(byte[] json) {
        return new EventData(json.clone());
    }

    /** Returns a copy of the payload's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the payload's length in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns the payload as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventData data && Arrays.equals(bytes, data.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the payload's size only, since the content belongs to the host's customers. */
    @Override
    public String toString() {
        return "EventData[" + bytes.length + " bytes]";
    }
}
