package dev.webhook.redis;

import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** The epoch that the queue in Redis belongs to. Thread-safe. */
final class RedisEpoch {

    private static final Script CLOSE = Script.alone("epoch", "close");
    private static final Script OPEN = Script.alone("epoch", "open");
    private static final Script KEEP = Script.alone("epoch", "keep");
    private static final Script EMPTY = Script.of("queue", "empty");

    private static final int LANES_AT_ONCE = 500;

    /** Longer than a delivery stays unfinished, and renewed with each beat. */
    private static final Duration LONG = Duration.ofDays(31);

    private final UnifiedJedis jedis;
    private final RedisKeys keys;

    RedisEpoch(UnifiedJedis jedis, RedisKeys keys) {
        this.jedis = jedis;
        this.keys = keys;
    }

    void begin(String epoch) {
        byte[] stamp = keys.stamp(epoch);
        CLOSE.run(jedis, List.of(keys.epoch()), List.of(stamp, Bytes.of(LONG.toMillis())));
        Object left;
        do {
            left = EMPTY.run(jedis, List.of(keys.lanes()), List.of(Bytes.of(LANES_AT_ONCE), stamp));
        } while (!Long.valueOf(0).equals(left));
        Object begun = OPEN.run(jedis, List.of(keys.epoch(), stamp), List.of(Bytes.of(LONG.toMillis())));
        if (!Long.valueOf(1).equals(begun)) {
            throw new StoreUnavailableException("another node began another epoch meanwhile");
        }
    }

    boolean keeps(String epoch) {
        return beatBefore(epoch, "") != null;
    }

    boolean beat(String epoch, long beat) {
        Long before = beatBefore(epoch, Long.toString(beat));
        return before != null && Math.abs(before - (beat - 1)) <= 1;
    }

    private @Nullable Long beatBefore(String epoch, String beat) {
        return (Long) KEEP.run(
                jedis, List.of(keys.epoch(), keys.stamp(epoch)), List.of(Bytes.of(LONG.toMillis()), Bytes.of(beat)));
    }
}
