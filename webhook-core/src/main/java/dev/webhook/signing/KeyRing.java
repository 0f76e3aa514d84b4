package dev.webhook.signing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The AES-256 keys under which secrets are stored, by id: the primary one, which encrypts, and retired ones, which only
 * decrypt what was encrypted before.
 *
 * <p>To change the key, build a ring with a new primary and the old one retired, have all rows encrypted anew, then leave
 * the old one out. Secrets under a key that is lost are lost.
 *
 * <p>Immutable and thread-safe.
 */
public final class KeyRing {

    /** The size of a key in bytes. */
    public static final int KEY_BYTES = 32;

    private static final Pattern KEY_ID = Pattern.compile("[a-zA-Z0-9_-]{1,32}");

    private final String primaryId;
    private final Map<String, SecretKey> keys;

    private KeyRing(String primaryId, Map<String, SecretKey> keys) {
        this.primaryId = primaryId;
        this.keys = keys;
    }

    /** Returns a builder without any key. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the id of the key that encrypts. */
    public String primaryId() {
        return primaryId;
    }

    static boolean isKeyId(String text) {
        return KEY_ID.matcher(text).matches();
    }

    @Nullable
    SecretKey key(String id) {
        return keys.get(id);
    }

    /** Returns the keys' ids only. */
    @Override
    public String toString() {
        return "KeyRing[primary=" + primaryId + ", ids=" + keys.keySet() + "]";
    }

    /**
     * Gathers the keys of a ring.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {

        private final List<String> primaryIds = new ArrayList<>();
        private final Map<String, SecretKey> keys = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the key that encrypts from now on.
         *
         * @param id 1 to 32 letters, digits, hyphens and underscores; it is stored with each value
         * @param key 32 random bytes, which are copied
         */
        public Builder primary(String id, byte[] key) {
            primaryIds.add(id);
            return add(id, key);
        }

        /**
         * Adds a key that only decrypts.
         *
         * @param id the id that it had as primary key
         * @param key its 32 bytes, which are copied
         */
        public Builder retired(String id, byte[] key) {
            return add(id, key);
        }

        private Builder add(String id, byte[] key) {
            if (!isKeyId(id)) {
                problems.add("a key's id must have 1 to 32 letters, digits, hyphens and underscores");
            } else if (key.length != KEY_BYTES) {
                problems.add("key '" + id + "' has " + key.length + " bytes, AES-256 needs " + KEY_BYTES);
            } else if (keys.putIfAbsent(id, new SecretKeySpec(key, "AES")) != null) {
                problems.add("key '" + id + "' is there twice");
            }
            return this;
        }

        /**
         * Returns the ring.
         *
         * @throws IllegalArgumentException if there isn't exactly one primary key, an id is malformed or there twice, or
         *     a key hasn't 32 bytes; the message lists all that is wrong and shows no key
         */
        public KeyRing build() {
            List<String> all = new ArrayList<>(problems);
            if (primaryIds.size() != 1) {
                all.add("there must be exactly one primary key, not " + primaryIds.size());
            }
            if (!all.isEmpty()) {
                throw new IllegalArgumentException("key ring: " + String.join("; ", all));
            }
            return new KeyRing(primaryIds.get(0), Collections.unmodifiableMap(new LinkedHashMap<>(keys)));
        }
    }
}
