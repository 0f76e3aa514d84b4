package dev.webhook.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A script, and what stands before it. It is called by its digest, and sent only to a server that doesn't know it yet:
 * each node of a cluster, and each server that was started anew.
 *
 * <p>Immutable and thread-safe.
 */
final class Script {

    private final byte[] text;
    private final byte[] digest;

    private Script(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = digest(this.text);
    }

    /** Returns the script {@code name} of a folder, with what all of that folder's have in common before it. */
    static Script of(String folder, String name) {
        return new Script(read(folder + "/common") + read(folder + "/" + name));
    }

    /** Returns the script that has nothing in common with others. */
    static Script alone(String folder, String name) {
        return new Script(read(folder + "/" + name));
    }

    /** Returns what the script returns; of Redis's failures {@link Failures} says what they mean. */
    Object run(UnifiedJedis jedis, byte[] key, List<byte[]> arguments) {
        return run(jedis, List.of(key), arguments);
    }

    /** The same with more than one key, all of one slot; null if the script returns nothing. */
    Object run(UnifiedJedis jedis, List<byte[]> keys, List<byte[]> arguments) {
        return Failures.translated(() -> {
            try {
                return jedis.evalsha(digest, keys, arguments);
            } catch (JedisNoScriptException unknown) {
                return jedis.eval(text, keys, arguments);
            }
        });
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream("lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + ".lua isn't in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digest(byte[] text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(sum).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
