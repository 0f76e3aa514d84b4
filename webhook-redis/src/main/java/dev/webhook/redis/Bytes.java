package dev.webhook.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** Values as Redis is given them, and back. */
final class Bytes {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Bytes() {}

    static byte[] of(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] of(long number) {
        return of(Long.toString(number));
    }

    /** Returns whole microseconds; a century, either way, is as good as longer. */
    static byte[] of(Duration time) {
        if (time.abs().compareTo(LONGEST) > 0) {
            return of(time.isNegative() ? LONGEST.negated() : LONGEST);
        }
        return of(Math.floorDiv(time.toNanos(), 1_000L));
    }

    static UUID uuid(Object bytes) {
        ByteBuffer id = ByteBuffer.wrap((byte[]) bytes);
        return new UUID(id.getLong(), id.getLong());
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
