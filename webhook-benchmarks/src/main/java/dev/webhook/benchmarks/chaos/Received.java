package dev.webhook.benchmarks.chaos;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request as the receiver logged it. Thread-safe. */
final class Received {

    final String node;
    final String messageId;
    final String url;
    final int status;
    final Instant arrivedAt;
    final Proof proof;
    private volatile @Nullable Instant answeredAt;

    /**
     * What its signature and its body are.
     *
     * @param signedAt the time that is signed, or null if it doesn't say
     * @param verified whether one of the endpoint's secrets verifies it
     * @param newest whether the newest of them does
     * @param bodyHash the body's SHA-256, in hexadecimal
     */
    record Proof(@Nullable Instant signedAt, boolean verified, boolean newest, String bodyHash) {}

    Received(String node, String messageId, String url, int status, Instant arrivedAt, Proof proof) {
        this.node = node;
        this.messageId = messageId;
        this.url = url;
        this.status = status;
        this.arrivedAt = arrivedAt;
        this.proof = proof;
    }

    void answered(Instant at) {
        answeredAt = at;
    }

    /** Returns when the response had been written, or null if it wasn't. */
    @Nullable
    Instant answeredAt() {
        return answeredAt;
    }
}
