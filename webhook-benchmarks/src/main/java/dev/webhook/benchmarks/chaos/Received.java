package dev.webhook.benchmarks.chaos;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request as the receiver logged it. Thread-safe. */
final class Received {

    final String node;
    final String messageId;
    final String url;
    final int status;
    final Instant arrivedAt = Instant.now();
    private volatile @Nullable Instant answeredAt;

    Received(String node, String messageId, String url, int status) {
        this.node = node;
        this.messageId = messageId;
        this.url = url;
        this.status = status;
    }

    void answered() {
        answeredAt = Instant.now();
    }

    /** Returns when the response had been written, or null if it wasn't. */
    @Nullable
    Instant answeredAt() {
        return answeredAt;
    }
}
