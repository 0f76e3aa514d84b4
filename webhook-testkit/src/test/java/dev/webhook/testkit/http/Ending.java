package dev.webhook.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A send on a thread of its own. */
final class Ending {

    private final Thread thread;
    private volatile @Nullable HttpResult result;
    private volatile boolean interrupted;

    Ending(HttpTransport transport, HttpRequest request) {
        thread = new Thread(() -> {
            HttpResult sent = transport.send(request);
            interrupted = Thread.currentThread().isInterrupted();
            result = sent;
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until it reads from its socket, where nothing but a closed socket wakes it. */
    void awaitRead() {
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().equals("sun.nio.ch.NioSocketImpl")
                        && frame.getMethodName().equals("implRead"))) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    /** Returns the result, which must be there after {@code time}. */
    HttpResult within(Duration time) throws InterruptedException {
        thread.join(time.toMillis());
        assertThat(thread.isAlive()).as("send is still running").isFalse();
        return Objects.requireNonNull(result);
    }
}
