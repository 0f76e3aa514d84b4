package dev.webhook.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A socket that connects to allowed addresses only, and reads no more bytes than an exchange may take.
 *
 * <p>OkHttp bounds neither the line of a chunk's size nor the number of interim responses. The budget stands below TLS,
 * where every byte passes.
 *
 * <p>Used by one thread at a time, but closed by any.
 */
final class GuardedSocket extends Socket {

    /** How much may be read before the first exchange: a TLS handshake, or a proxy's answer. */
    private static final int HANDSHAKE_BYTES = 64 * 1024;

    private final Gate gate;
    private final Attempt attempt;
    private volatile Runnable afterClose = () -> {};
    private long budget = HANDSHAKE_BYTES;
    private boolean read;
    private long usedAt = System.nanoTime();

    GuardedSocket(Gate gate, Attempt attempt) {
        this.gate = gate;
        this.attempt = attempt;
    }

    /** Connects to an allowed address, for at most the attempt's time for it, whatever {@code timeout} says. */
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress target)) {
            throw new SocketException("not an internet address");
        }
        gate.requireAllowed(target, attempt);
        super.connect(endpoint, attempt.nextDialMillis());
        setSoTimeout(attempt.remainingMillis());
    }

    /** Starts an exchange in which at most {@code bytes} are read. */
    void startExchange(long bytes) {
        budget = bytes;
        read = false;
    }

    /** Returns whether anything was read in this exchange; if not, what looks like an answer was there before it. */
    boolean wasRead() {
        return read;
    }

    /** Returns how long ago anything was read, in nanoseconds. */
    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BudgetedStream(super.getInputStream());
    }

    /** Has {@code action} run once this is closed, which may be now and may be more than once. */
    void onClose(Runnable action) {
        afterClose = action;
        if (isClosed()) {
            action.run();
        }
    }

    /** Closes this, so that OkHttp doesn't use it again. */
    void hangUp() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        super.close();
        afterClose.run();
    }

    private final class BudgetedStream extends FilterInputStream {

        BudgetedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (budget <= 0) {
                throw new TooLongException();
            }
            int count = super.read(target, offset, (int) Math.min(length, budget));
            budget -= Math.max(0, count);
            read = true;
            usedAt = System.nanoTime();
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            if (count <= 0) {
                return 0;
            }
            if (budget <= 0) {
                throw new TooLongException();
            }
            return readNBytes((int) Math.min(count, budget)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** The receiver sent more than an exchange may take. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("too many bytes");
        }
    }
}
