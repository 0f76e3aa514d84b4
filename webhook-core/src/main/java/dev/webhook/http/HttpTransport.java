package dev.webhook.http;

/**
 * A port that sends one request and brings back what came of it.
 *
 * <p>What implementers keep, and callers may rely on:
 * <ul>
 *   <li>{@link #send} is one HTTP request on the wire at most: no repeats, no redirects followed.
 *   <li>It blocks its caller and returns at the request's {@link HttpRequest#timeout()} plus 500 ms at the latest,
 *       whatever the receiver, the network or the resolver do; an interrupt of the calling thread ends it promptly, and
 *       the thread stays interrupted.
 *   <li>It may be called from any number of threads at a time; a slow receiver delays nobody else.
 * </ul>
 *
 * <p>Implementations are thread-safe.
 */
public interface HttpTransport extends AutoCloseable {

    /**
     * Sends {@code request} and returns how that ended: {@link HttpResult.Response} once the receiver's status and
     * headers are in, {@link HttpResult.Blocked} if the address policy forbids it, so that no byte was sent, else
     * {@link HttpResult.Unreachable}, after which it is unknown whether the receiver has got it.
     *
     * <p>Never throws for what the receiver, the network or the resolver do. When the transport is or gets closed, or
     * the thread is interrupted, the result is {@code Unreachable} with {@link HttpResult.Cause#CANCELLED}.
     */
    HttpResult send(HttpRequest request);

    /**
     * Ends sends in flight with {@link HttpResult.Cause#CANCELLED}, and gives back threads and connections. Later sends
     * end likewise. Closing again has no effect.
     */
    @Override
    void close();
}
