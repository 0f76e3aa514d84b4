package dev.webhook;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** Carries calls that may be repeated through short outages of a store. Thread-safe. */
final class Guard {

    /**
     * Five pauses of 0.6 to 0.9 s in all: a pool such as HikariCP looks whether a connection is alive only if it wasn't in use
     * for half a second, and can hand out one dead connection after the other until then.
     */
    static final Guard PAUSING = new Guard(RetryPolicy.builder()
            .handle(StoreUnavailableException.class)
            .withBackoff(25, 500, ChronoUnit.MILLIS)
            .withJitter(0.2)
            .withMaxRetries(5)
            .withMaxDuration(Duration.ofSeconds(1))
            .build());

    private final FailsafeExecutor<Object> executor;

    Guard(RetryPolicy<Object> policy) {
        this.executor = Failsafe.with(policy);
    }

    /**
     * Returns what {@code call} returns, which {@link #PAUSING} makes up to six times within a second: one that ran into a
     * time limit isn't made again, for its caller has waited long enough.
     *
     * @throws StoreUnavailableException if the store stayed unreachable
     */
    <T> T call(Supplier<T> call) {
        return executor.get(call::get);
    }
}
