package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A send on a thread of its own. For the one thread that began it. */
final class Sending {

    private final Thread thread;
    private volatile @Nullable HttpResult result;
    private volatile @Nullable Throwable thrown;
    private volatile boolean leftInterrupted;

    private Sending(HttpTransport transport, HttpRequest request) {
        thread = new Thread(() -> send(transport, request), "webhook-contract-send");
        thread.setDaemon(true);
    }

    static Sending begin(HttpTransport transport, HttpRequest request) {
        Sending sending = new Sending(transport, request);
        sending.thread.start();
        return sending;
    }

    private void send(HttpTransport transport, HttpRequest request) {
        try {
            result = transport.send(request);
        } catch (Throwable e) {
            thrown = e;
        }
        leftInterrupted = Thread.currentThread().isInterrupted();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Returns whether the thread was interrupted after the send had ended. */
    boolean leftInterrupted() {
        return leftInterrupted;
    }

    /** Returns the result, which must be there after {@code time}. */
    HttpResult within(Duration time) {
        try {
            thread.join(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a send", e);
        }
        assertThat(thread.isAlive()).as("send is still running").isFalse();
        HttpResult ended = result;
        if (ended == null) {
            throw new AssertionError("send threw " + thrown, thrown);
        }
        return ended;
    }
}
