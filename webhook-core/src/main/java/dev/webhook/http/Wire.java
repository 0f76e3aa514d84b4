package dev.webhook.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Stands between OkHttp and the connection: one request an attempt, on a connection that is alive, with a fresh budget
 * of bytes to read.
 *
 * <p>Thread-safe.
 */
final class Wire implements Interceptor {

    /** How long a connection may have been idle to be used unseen; a look at it takes a millisecond. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final OpenSockets sockets;
    private final long exchangeBytes;

    Wire(OpenSockets sockets, long exchangeBytes) {
        this.sockets = sockets;
        this.exchangeBytes = exchangeBytes;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Attempt attempt = Objects.requireNonNull(chain.request().tag(Attempt.class));
        Socket visible = Objects.requireNonNull(chain.connection()).socket();
        GuardedSocket socket = sockets.below(chain.connection());
        if (socket == null) {
            throw new StaleException();
        }
        if (attempt.isOnPooledConnection() && socket.idleNanos() > TRUSTED_NANOS && isStale(visible)) {
            throw new StaleException();
        }
        if (!attempt.goOnTheWire(socket)) {
            throw new ProtocolException("an interceptor sends the request twice");
        }
        socket.startExchange(exchangeBytes);
        Response response = chain.proceed(chain.request());
        if (!attempt.isAnswered()) {
            throw new ProtocolException("an answer that came before the request");
        }
        return response;
    }

    /** Returns whether the receiver has closed the connection meanwhile, or said something nobody asked for. */
    private static boolean isStale(Socket idle) {
        try {
            int timeout = idle.getSoTimeout();
            idle.setSoTimeout(1);
            try {
                idle.getInputStream().read();
                return true;
            } finally {
                idle.setSoTimeout(timeout);
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** A pooled connection turned out to be dead before anything was written to it, so that another can be taken. */
    static final class StaleException extends IOException {

        private static final long serialVersionUID = 1L;

        StaleException() {
            super("stale");
        }
    }
}
