package dev.webhook.http;

import dev.webhook.http.HttpResult.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Makes a result of what went wrong. Its messages name host and port, what was being done, and what the JDK says of
 * sockets, certificates and look-ups; never what the receiver sent.
 */
final class Failure {

    private Failure() {}

    static HttpResult of(Attempt attempt, Exception failure, boolean cancelled) {
        Optional<BlockedException> blocked = causes(failure, BlockedException.class);
        if (blocked.isPresent()) {
            return new HttpResult.Blocked(blocked.get().reason());
        }
        Cause cause = cancelled ? Cause.CANCELLED : cause(attempt, failure);
        return new HttpResult.Unreachable(cause, message(cause, attempt, failure), attempt.took(), attempt.phases());
    }

    private static Cause cause(Attempt attempt, Exception failure) {
        if (attempt.isExpired() || causes(failure, InterruptedIOException.class).isPresent()) {
            return Cause.TIMEOUT;
        }
        if (failure instanceof UnknownHostException) {
            return Cause.DNS;
        }
        if (attempt.phase() == Phase.TLS) {
            return Cause.TLS;
        }
        return attempt.phase() == Phase.CONNECT ? Cause.CONNECT : Cause.IO;
    }

    private static String message(Cause cause, Attempt attempt, Exception failure) {
        String where = Shown.text(attempt.url().host()) + ":" + attempt.url().port() + ": ";
        if (cause == Cause.CANCELLED) {
            return where + "given up while " + attempt.phase();
        }
        if (cause == Cause.TIMEOUT) {
            return where + "timed out while " + attempt.phase();
        }
        return where + "failed while " + attempt.phase() + ": " + detail(failure);
    }

    private static String detail(Exception failure) {
        if (causes(failure, GuardedSocket.TooLongException.class).isPresent()) {
            return "the answer is too long";
        }
        if (causes(failure, EOFException.class).isPresent()) {
            return "the connection was closed before an answer";
        }
        if (failure instanceof ProtocolException || !(failure instanceof IOException)) {
            return "the answer is not HTTP/1.1";
        }
        if (failure instanceof UnknownHostException) {
            return "the host has no address";
        }
        boolean ours = failure instanceof SocketException || failure instanceof SSLException;
        return ours ? Shown.text(String.valueOf(failure.getMessage())) : "the connection broke";
    }

    private static <T extends Throwable> Optional<T> causes(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
