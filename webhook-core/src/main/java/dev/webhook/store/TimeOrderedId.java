package dev.webhook.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * Makes and reads UUIDs of version 7 (RFC 9562), whose first 48 bits are the millisecond of their making.
 *
 * <p>A store can tell from an id alone when its row was created, and so which partition holds it.
 *
 * <p>Thread-safe.
 */
public final class TimeOrderedId {

    private static volatile TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

    private TimeOrderedId() {}

    /** Returns a new id that carries {@code now}; ids made in the same millisecond ascend. */
    public static UUID at(Instant now) {
        return generator.construct(now.toEpochMilli());
    }

    /** Draws the ids to come from {@code random}: for a simulation, whose ids must ascend alike each time. */
    static void drawFrom(Random random) {
        generator = Generators.timeBasedEpochGenerator(random);
    }

    /**
     * Returns the instant that {@code id} carries, to the millisecond.
     *
     * @throws IllegalArgumentException if {@code id} is not of version 7
     */
    public static Instant timeOf(UUID id) {
        requireTimeOrdered(id);
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /**
     * Returns the id of version 7 that {@code text} is.
     *
     * @throws IllegalArgumentException if {@code text} is not such an id in its 36 characters, which may be capitals
     */
    public static UUID parse(String text) {
        UUID id = UUID.fromString(text);
        // the JDK reads 1-1-7000-1-1 too
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("id must be a UUID of 36 characters, such as " + id);
        }
        return requireTimeOrdered(id);
    }

    /**
     * Returns {@code id} if it is of version 7.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static UUID requireTimeOrdered(UUID id) {
        if (id.version() != 7) {
            throw new IllegalArgumentException("id " + id + " must be a UUID of version 7, not " + id.version());
        }
        return id;
    }
}
