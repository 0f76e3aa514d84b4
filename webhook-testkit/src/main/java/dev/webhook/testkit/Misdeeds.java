package dev.webhook.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** What a {@link HostileReceiver} does to a connection, one method each. */
final class Misdeeds {

    private static final int BOMB_MEGABYTES = 200;
    private static final String PRIVATE = "http://169.254.169.254/latest/meta-data/";

    private Misdeeds() {}

    static void neverAnswers(Victim victim) throws IOException {
        victim.readRequest();
        victim.waitForHangUp();
    }

    static void neverReads(Victim victim) throws InterruptedException {
        victim.ignore();
    }

    static void dripsHeaders(Victim victim) throws IOException, InterruptedException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\n");
        victim.drip("X-Drip: drop\r\n");
    }

    static void dripsBody(Victim victim) throws IOException, InterruptedException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        victim.drip("drop ");
    }

    static void endlessHeaders(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\n");
        victim.flood("a:b\r\n");
    }

    static void endlessHeaderLine(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\nX-Long: ");
        victim.flood("long");
    }

    static void endlessChunkExtension(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;");
        victim.flood("extension");
    }

    static void endlessBody(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\n\r\n");
        victim.flood("endless ");
    }

    /** Makes the bomb, which takes a second, so that no sender waits for it. */
    @SuppressWarnings("ReturnValueIgnored")
    static void makeBomb() {
        Objects.requireNonNull(Bomb.BYTES);
    }

    static void gzipBomb(Victim victim) throws IOException {
        byte[] bomb = Bomb.BYTES;
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
        victim.send(bomb);
        victim.waitForHangUp();
    }

    static void resets(Victim victim) throws IOException {
        victim.readRequest();
        victim.reset();
    }

    static void halfCloses(Victim victim) throws IOException {
        victim.closeHalf();
        victim.waitForHangUp();
    }

    static void interimFlood(Victim victim) throws IOException {
        victim.readRequest();
        victim.flood("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    }

    static void absurdRetryAfter(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 503 Busy\r\nRetry-After: " + "9".repeat(40) + "\r\nContent-Length: 0\r\n\r\n");
        victim.waitForHangUp();
    }

    static void absurdContentLength(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 200 OK\r\nContent-Length: " + Long.MAX_VALUE + "\r\n\r\n");
        victim.flood("more ");
    }

    static void redirectsToPrivate(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + PRIVATE + "\r\n\r\n");
        victim.waitForHangUp();
    }

    static void garbageStatusLine(Victim victim) throws IOException {
        victim.readRequest();
        victim.send("HTPP \0\u001b[31m 2oo \u00ff\u00fe\r\n\r\n");
        victim.waitForHangUp();
    }

    static void garbage(Victim victim) throws IOException {
        victim.flood("\0\1\2\3garbage\u00ff");
    }

    /** One misdeed. */
    @FunctionalInterface
    interface Misdeed {
        void to(Victim victim) throws IOException, InterruptedException;
    }

    private static final class Bomb {

        static final byte[] BYTES = bomb();

        private static byte[] bomb() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                byte[] megabyte = new byte[1024 * 1024];
                for (int i = 0; i < BOMB_MEGABYTES; i++) {
                    gzip.write(megabyte);
                }
            } catch (IOException e) {
                throw new IllegalStateException("a buffer in memory fails", e);
            }
            return bytes.toByteArray();
        }
    }
}
