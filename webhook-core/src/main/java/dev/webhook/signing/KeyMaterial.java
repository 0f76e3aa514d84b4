package dev.webhook.signing;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes, reads and draws the bytes of keys. */
final class KeyMaterial {

    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyMaterial() {}

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static String encode(String prefix, byte[] bytes) {
        return prefix + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Returns the bytes of {@code text}, which must be {@code prefix} and their one base64 form: other libraries differ
     * in whether they take missing padding or stray bits.
     *
     * @throws IllegalArgumentException if it isn't, or has fewer than {@code min} or more than {@code max} bytes; the
     *     message shows nothing of {@code text}, and there is no cause, since the decoder's message would
     */
    static byte[] decode(String prefix, int min, int max, String text) {
        String expected = "must be '" + prefix + "' and the base64 form, with padding, of "
                + (min == max ? min : min + " to " + max) + " bytes";
        if (!text.startsWith(prefix)) {
            throw new IllegalArgumentException(expected + "; it starts otherwise");
        }
        byte[] bytes = base64(text.substring(prefix.length()), expected);
        if (bytes.length < min || bytes.length > max) {
            throw new IllegalArgumentException(expected + "; it has " + bytes.length);
        }
        return bytes;
    }

    private static byte[] base64(String text, String expected) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException(expected + "; it isn't base64 of RFC 4648, section 4");
        }
        return bytes;
    }

    static Secret newest(List<Secret> secrets) {
        return requireSome(secrets).get(0);
    }

    static List<Secret> requireSome(List<Secret> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("at least one secret is needed to sign");
        }
        return secrets;
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
