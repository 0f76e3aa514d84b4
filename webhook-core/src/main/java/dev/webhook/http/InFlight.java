package dev.webhook.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A send that others can end: closing it cancels its call, and so does an interrupt of the thread between
 * {@link #enter} and {@link #leave}.
 *
 * <p>A blocked read of a socket doesn't notice an interrupt. The JDK's interruptible channel is the public way to be
 * told of one at once, so a send is such a channel.
 *
 * <p>Thread-safe.
 */
final class InFlight extends AbstractInterruptibleChannel {

    private volatile @Nullable Call call;

    /** Starts to listen for interrupts of this thread; one that was before closes it at once. */
    void enter() {
        begin();
    }

    /** Ends what {@link #enter} started. The thread's interrupt status stays. */
    void leave() {
        try {
            end(true);
        } catch (AsynchronousCloseException e) {
            // The caller learns it from isCancelled().
        }
    }

    /** Executes {@code next}, or fails if this is closed. */
    Response execute(Call next) throws IOException {
        call = next;
        if (!isOpen()) {
            next.cancel();
        }
        return next.execute();
    }

    /**
     * Returns whether this was closed or its thread interrupted. Asked by the sending thread, which an interrupt may
     * wake before it closes this.
     */
    boolean isCancelled() {
        return !isOpen() || Thread.currentThread().isInterrupted();
    }

    /** Ends the send, now or as soon as it starts. */
    void cancel() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void implCloseChannel() {
        Call current = call;
        if (current != null) {
            current.cancel();
        }
    }
}
