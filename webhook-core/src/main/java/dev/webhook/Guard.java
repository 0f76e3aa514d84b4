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

    private static final FailsafeExecutor<Object> GUARD = Failsafe.with(RetryPolicy.builder()
            .handle(StoreUnavailableException.class)
            .withBackoff(20, 500, ChronoUnit.MILLIS)
            .withJitter(0.2)
            .withMaxRetries(3)
            .withMaxDuration(Duration.ofSeconds(1))
            .build());

    private Guard() {}

    /**
     * Returns what {@code call} returns, which is made up to four times within a second: one that ran into a time limit
     * isn't made again, for its caller has waited long enough.
     *
     * @throws StoreUnavailableException if the store stayed unreachable
     */
    static <T> T call(Supplier<T> call) {
        return GUARD.get(call::get);
    }
}
