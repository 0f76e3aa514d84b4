package dev.webhook.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a host publishes: a type, an owner and data. It is checked as a whole when it is published.
 *
 * <pre>{@code
 * NewEvent.forUser(42, "order.created").data(order)
 * NewEvent.broadcast("maintenance.planned").json("{\"at\": \"2026-12-01T02:00:00Z\"}")
 * }</pre>
 *
 * <p>Immutable, and thread-safe if the data object is.
 */
public final class NewEvent {

    private final String type;
    private final OptionalLong userId;
    private final @Nullable Object data;
    private final boolean json;
    private final @Nullable String sourceService;
    private final @Nullable String idempotencyKey;
    private final Map<String, String> headers;

    private NewEvent(
            String type,
            OptionalLong userId,
            @Nullable Object data,
            boolean json,
            @Nullable String sourceService,
            @Nullable String idempotencyKey,
            Map<String, String> headers) {
        this.type = type;
        this.userId = userId;
        this.data = data;
        this.json = json;
        this.sourceService = sourceService;
        this.idempotencyKey = idempotencyKey;
        this.headers = headers;
    }

    /** Begins an event of {@code user}: only that user's endpoints receive it. */
    public static NewEvent forUser(long user, String type) {
        return new NewEvent(type, OptionalLong.of(user), null, false, null, null, Map.of());
    }

    /** Begins an event for everybody: the endpoints of all users may receive it. */
    public static NewEvent broadcast(String type) {
        return new NewEvent(type, OptionalLong.empty(), null, false, null, null, Map.of());
    }

    /** Sets the data to JSON text, which is delivered character for character. */
    public NewEvent json(String text) {
        return new NewEvent(type, userId, text, true, sourceService, idempotencyKey, headers);
    }

    /** Sets the data to a copy of JSON text in UTF-8, which is delivered byte for byte. */
    public NewEvent json(byte[] utf8) {
        return new NewEvent(type, userId, utf8.clone(), true, sourceService, idempotencyKey, headers);
    }

    /** Sets the data to {@code object}, which the dispatcher's serializer turns into JSON when it is published. */
    public NewEvent data(Object object) {
        return new NewEvent(type, userId, object, false, sourceService, idempotencyKey, headers);
    }

    /** Names the part of the application that publishes, at most 255 characters. */
    public NewEvent sourceService(String name) {
        return new NewEvent(type, userId, data, json, name, idempotencyKey, headers);
    }

    /**
     * Sets the key by which a repeated publish is known, of 1 to 255 characters. The repeat must have the same type, owner
     * and data; its source service and headers are ignored. See {@link IdempotencyKey}.
     */
    public NewEvent idempotencyKey(String key) {
        return new NewEvent(type, userId, data, json, sourceService, key, headers);
    }

    /** Adds trace context that every request of this event carries on, such as {@code traceparent}. */
    public NewEvent header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new NewEvent(type, userId, data, json, sourceService, idempotencyKey, Map.copyOf(more));
    }

    /** Returns the type as given, unchecked. */
    public String type() {
        return type;
    }

    /** Returns the user, or empty for a broadcast. */
    public OptionalLong userId() {
        return userId;
    }

    /** Returns the data as given: JSON as a {@code String} or {@code byte[]}, an object, or null if none was set. */
    public @Nullable Object data() {
        return data;
    }

    /** Tells whether the data was given as JSON already. */
    public boolean isJson() {
        return json;
    }

    /** Returns the source service as given, or null. */
    public @Nullable String sourceService() {
        return sourceService;
    }

    /** Returns the idempotency key as given, or null. */
    public @Nullable String idempotencyKey() {
        return idempotencyKey;
    }

    /** Returns the headers as given. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns type and owner only, since the data belongs to the host's customers. */
    @Override
    public String toString() {
        return "NewEvent[" + type + (userId.isPresent() ? " of user " + userId.getAsLong() : " to everybody") + "]";
    }
}
