package dev.webhook.event;

import java.io.IOException;

/**
 * Turns a host's object into JSON. A host sets its own mapper in one line:
 * {@code builder.serializer(mapper::writeValueAsBytes)}.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface EventSerializer {

    /**
     * Returns {@code object} as JSON text in UTF-8.
     *
     * @throws IOException if the object can't be written; the publish then fails with {@link InvalidEventException}
     */
    byte[] serialize(Object object) throws IOException;
}
