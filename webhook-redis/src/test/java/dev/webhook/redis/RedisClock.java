package dev.webhook.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.executors.CommandExecutor;

/**
 * Redis's clock as scripts see it that are run by {@link #jedis()}: it goes on as the server's does, and a test moves it
 * ahead. A script is sent with a {@code TIME} of its own before it, which adds what stands in its last argument. Times to
 * live go by the server's clock, so that a key may outlive its time, as it may on a server. Thread-safe.
 */
final class RedisClock {

    private static final String SHIFTED_TIME = """
            local SHIFT, STOPPED = string.match(ARGV[#ARGV], '^(%d+) (%d*)$')
            ARGV[#ARGV] = nil
            local real = redis
            local redis = setmetatable({call = function(command, ...)
                if command ~= 'TIME' then
                    return real.call(command, ...)
                end
                local time = real.call('TIME')
                local micros = (tonumber(STOPPED) or time[1] * 1000000 + time[2]) + SHIFT
                return {string.format('%.0f', math.floor(micros / 1000000)), string.format('%.0f', micros % 1000000)}
            end}, {__index = real})
            """;

    private final AtomicLong shift = new AtomicLong();
    private volatile String stoppedAt = "";
    private final UnifiedJedis server;
    private final UnifiedJedis shifted;

    RedisClock(UnifiedJedis server) {
        this.server = server;
        this.shifted = new ShiftedJedis();
    }

    /** Returns a client of the same server that sees this clock. */
    UnifiedJedis jedis() {
        return shifted;
    }

    void advance(Duration time) {
        shift.addAndGet(time.toNanos() / 1_000);
    }

    /** Stops the clock, which then goes on by {@link #advance} alone. */
    void stop() {
        stoppedAt = Long.toString(serverMicros());
    }

    Instant now() {
        long micros = stoppedAt.isEmpty() ? serverMicros() : Long.parseLong(stoppedAt);
        return Instant.EPOCH.plus(micros + shift.get(), ChronoUnit.MICROS);
    }

    private long serverMicros() {
        List<?> time = (List<?>) server.eval(
                "return redis.call('TIME')".getBytes(StandardCharsets.UTF_8), List.of(new byte[] {'k'}), List.of());
        return Long.parseLong(Bytes.text(time.get(0))) * 1_000_000 + Long.parseLong(Bytes.text(time.get(1)));
    }

    private final class ShiftedJedis extends UnifiedJedis {

        private final Map<String, byte[]> digests = new ConcurrentHashMap<>();

        ShiftedJedis() {
            super(new Delegating(server), null, RedisProtocol.RESP2, null);
        }

        @Override
        public Object evalsha(byte[] digest, List<byte[]> keys, List<byte[]> arguments) {
            byte[] ours = digests.get(Bytes.text(digest));
            if (ours == null) {
                throw new JedisNoScriptException("NOSCRIPT");
            }
            return server.evalsha(ours, keys, shifted(arguments));
        }

        @Override
        public Object eval(byte[] script, List<byte[]> keys, List<byte[]> arguments) {
            byte[] ours = Bytes.of(SHIFTED_TIME + Bytes.text(script));
            digests.put(Bytes.text(digest(script)), digest(ours));
            return server.eval(ours, keys, shifted(arguments));
        }

        private List<byte[]> shifted(List<byte[]> arguments) {
            List<byte[]> all = new ArrayList<>(arguments);
            all.add(Bytes.of(shift.get() + " " + stoppedAt));
            return all;
        }
    }

    /** Other commands go to the server as they are. */
    private record Delegating(UnifiedJedis server) implements CommandExecutor {

        @Override
        public <T> T executeCommand(CommandObject<T> command) {
            return server.executeCommand(command);
        }

        @Override
        public void close() {}
    }

    private static byte[] digest(byte[] script) {
        try {
            return Bytes.of(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
