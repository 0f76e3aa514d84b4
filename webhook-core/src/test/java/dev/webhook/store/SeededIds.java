package dev.webhook.store;

import java.security.SecureRandom;
import java.util.Random;

/** Has all ids of this JVM drawn from a seed until it is closed. */
public final class SeededIds implements AutoCloseable {

    private SeededIds() {}

    public static SeededIds of(long seed) {
        TimeOrderedId.drawFrom(new Random(seed));
        return new SeededIds();
    }

    @Override
    public void close() {
        TimeOrderedId.drawFrom(new SecureRandom());
    }
}
