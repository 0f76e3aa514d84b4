package dev.webhook.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the body of a request is made from an event. A format's bytes never change: a better one gets a new number, and
 * deliveries keep the format that was in force at their fan-out, so that the body is the same on every attempt.
 *
 * <p>Immutable and thread-safe.
 */
public enum PayloadFormat {
    /** {@code {"type", "timestamp", "data"}}, as Standard Webhooks 1.0 recommends. */
    STANDARD_1("standard.1", "application/json") {
        @Override
        public byte[] render(Event event) {
            return concat(
                    "{\"type\":" + quote(event.type().name()) + ",\"timestamp\":\"" + text(event.createdAt())
                            + "\",\"data\":",
                    event.data());
        }
    },
    /** The event's data as it was published. */
    RAW_1("raw.1", "application/json") {
        @Override
        public byte[] render(Event event) {
            return event.data().bytes();
        }
    },
    /** The structured JSON mode of CloudEvents 1.0. */
    CLOUDEVENTS_1("cloudevents.1", "application/cloudevents+json") {
        @Override
        public byte[] render(Event event) {
            String source = event.sourceService();
            return concat(
                    "{\"specversion\":\"1.0\",\"id\":" + quote(event.id().toString()) + ",\"source\":"
                            + quote(source == null ? "/" : "/" + encode(source)) + ",\"type\":"
                            + quote(event.type().name()) + ",\"time\":\"" + text(event.createdAt())
                            + "\",\"datacontenttype\":\"application/json\",\"data\":",
                    event.data());
        }
    };

    /** What a URI holds as it is (RFC 3986). */
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    private final String id;
    private final String contentType;

    PayloadFormat(String id, String contentType) {
        this.id = id;
        this.contentType = contentType;
    }

    /** Returns the format that stores know as {@code id}. */
    public static PayloadFormat ofId(String id) {
        return Arrays.stream(values())
                .filter(format -> format.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("payload format '" + id + "' must be one of "
                        + Arrays.stream(values()).map(PayloadFormat::id).collect(Collectors.joining(", "))));
    }

    /** Returns the name by which stores know the format, such as {@code standard.1}. */
    public String id() {
        return id;
    }

    /** Returns the value of the request's {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** Returns the body for {@code event}: the same bytes for the same event, always. */
    public abstract byte[] render(Event event);

    private static byte[] concat(String head, EventData data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(head.length() + data.size() + 1);
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(data.bytes());
        body.write('}');
        return body.toByteArray();
    }

    private static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static String encode(String source) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : source.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(UNRESERVED.indexOf(b) < 0 ? String.format("%%%02X", b) : String.valueOf((char) b));
        }
        return encoded.toString();
    }

    private static String text(Instant instant) {
        return new DateTimeFormatterBuilder().appendInstant(3).toFormatter().format(instant);
    }
}
