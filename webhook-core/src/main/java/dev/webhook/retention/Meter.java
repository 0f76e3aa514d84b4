package dev.webhook.retention;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipException;

/** Counts and digests bytes as they pass, up to a limit. */
final class Meter {

    private final MessageDigest digest = sha256();
    private final long limit;
    private long bytes;

    Meter(long limit) {
        this.limit = limit;
    }

    void add(byte[] buffer, int offset, int length) throws IOException {
        bytes += length;
        if (bytes > limit) {
            throw new ZipException("there are more than the " + limit + " bytes of the manifest");
        }
        digest.update(buffer, offset, length);
    }

    /** Returns what passed. Called once, at the end. */
    Checksum checksum() {
        return new Checksum(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
