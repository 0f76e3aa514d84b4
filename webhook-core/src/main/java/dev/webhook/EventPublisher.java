package dev.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventDataCheck;
import dev.webhook.event.EventId;
import dev.webhook.event.EventSerializer;
import dev.webhook.event.EventStore;
import dev.webhook.event.EventType;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.InvalidEventException;
import dev.webhook.event.NewEvent;
import dev.webhook.event.Publication;
import dev.webhook.http.CustomHeaders;
import dev.webhook.store.StorableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks events and has them stored. Thread-safe. */
final class EventPublisher {

    private static final int MAX_SOURCE_LENGTH = 255;

    private final EventStore events;
    private final EventSerializer serializer;
    private final int maxBytes;
    private final TimeSource time;
    private final Listeners listeners;
    private final Wakes wakes;
    private final Guard guard;

    EventPublisher(
            EventStore events,
            EventSerializer serializer,
            int maxBytes,
            TimeSource time,
            Listeners listeners,
            Wakes wakes,
            Guard guard) {
        this.events = events;
        this.serializer = serializer;
        this.maxBytes = maxBytes;
        this.time = time;
        this.listeners = listeners;
        this.wakes = wakes;
        this.guard = guard;
    }

    /** Returns a serializer over a Jackson mapper with every module that is on the class path. */
    static EventSerializer jackson() {
        ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
        return mapper::writeValueAsBytes;
    }

    List<EventId> publish(List<NewEvent> newEvents) {
        PublishReceipt receipt = publish(newEvents, publications -> guard.call(() -> events.append(publications)));
        receipt.committed();
        return receipt.ids();
    }

    /** Has {@code append} store the events, and tells of them once the receipt is told of the commit. */
    PublishReceipt publish(List<NewEvent> newEvents, Function<List<Publication>, List<EventId>> append) {
        if (newEvents.isEmpty()) {
            return new PublishReceipt(List.of(), () -> {});
        }
        List<Publication> publications = check(newEvents);
        List<EventId> ids = append.apply(publications);
        return new PublishReceipt(ids, () -> tell(publications, ids));
    }

    private void tell(List<Publication> publications, List<EventId> ids) {
        for (int i = 0; i < ids.size(); i++) {
            Event event = publications.get(i).event();
            if (event.id().equals(ids.get(i))) {
                listeners.tell(listener -> listener.published(event));
            }
        }
        wakes.published();
    }

    private List<Publication> check(List<NewEvent> newEvents) {
        List<String> problems = new ArrayList<>();
        List<Publication> publications = new ArrayList<>(newEvents.size());
        for (int i = 0; i < newEvents.size(); i++) {
            String place = newEvents.size() == 1 ? "" : "event " + i + ": ";
            Publication publication = new Check(newEvents.get(i), place, problems).publication();
            if (publication != null) {
                publications.add(publication);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidEventException(problems);
        }
        return publications;
    }

    /** Checks one event and collects its problems. */
    private final class Check {

        private final NewEvent event;
        private final String place;
        private final List<String> problems;

        Check(NewEvent event, String place, List<String> problems) {
            this.event = event;
            this.place = place;
            this.problems = problems;
        }

        /** Returns the publication, or null if there is a problem. */
        @Nullable
        Publication publication() {
            int before = problems.size();
            EventType type = tried(() -> new EventType(event.type()));
            byte[] data = data();
            source();
            CustomHeaders headers = tried(() -> CustomHeaders.of(event.headers()));
            String key = event.idempotencyKey();
            IdempotencyKey idempotencyKey = key == null ? null : tried(() -> new IdempotencyKey(key));
            if (problems.size() > before || type == null || data == null || headers == null) {
                return null;
            }
            return new Publication(
                    new Event(
                            EventId.at(time.instant()),
                            type,
                            EventData.of(data),
                            event.userId(),
                            event.sourceService(),
                            headers.asMap()),
                    idempotencyKey);
        }

        private <T> @Nullable T tried(Supplier<T> value) {
            try {
                return value.get();
            } catch (IllegalArgumentException e) {
                problems.add(place + e.getMessage());
                return null;
            }
        }

        private byte @Nullable [] data() {
            byte[] json = bytes();
            if (json != null) {
                EventDataCheck.problem(json, maxBytes).ifPresent(problem -> problems.add(place + problem));
            }
            return json;
        }

        private byte @Nullable [] bytes() {
            Object data = event.data();
            if (data == null) {
                problems.add(place + "data is missing; set json or data, even if only to {}");
                return null;
            }
            if (event.isJson()) {
                return data instanceof byte[] utf8 ? utf8 : utf8((String) data);
            }
            try {
                return Objects.requireNonNull(serializer.serialize(data), "the serializer's answer");
            } catch (IOException | RuntimeException e) {
                problems.add(place + "data of " + data.getClass().getName() + " can't be serialized: "
                        + e.getClass().getName());
                return null;
            }
        }

        /** Refuses half a surrogate pair, which would otherwise be delivered as a question mark. */
        private byte @Nullable [] utf8(String json) {
            try {
                ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
                byte[] bytes = new byte[encoded.remaining()];
                encoded.get(bytes);
                return bytes;
            } catch (CharacterCodingException e) {
                problems.add(place + "is not Unicode text: half of a surrogate pair stands alone in the data");
                return null;
            }
        }

        private void source() {
            String source = event.sourceService();
            if (source != null && source.length() > MAX_SOURCE_LENGTH) {
                problems.add(place + "sourceService must have at most " + MAX_SOURCE_LENGTH + " characters, not "
                        + source.length());
            }
            if (source != null && !StorableText.test(source)) {
                problems.add(place + "sourceService must have " + StorableText.RULE);
            }
        }
    }
}
