package dev.webhook;

import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a fault that may last: once when it begins, however often it is met, and once when it is over. Thread-safe.
 */
final class Faults {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final AtomicInteger met = new AtomicInteger();
    private final long quietNanos;
    private volatile long lastMet;

    /** @param quiet for how long the fault must not have been met to be over: one may be met by some calls only */
    Faults(Duration quiet) {
        quietNanos = quiet.toNanos();
    }

    /**
     * Notes that the fault was met, and returns how often it has been since it began.
     *
     * @param consequence what can't be done, and what is done instead
     */
    int met(String consequence, Throwable fault) {
        lastMet = System.nanoTime();
        int times = met.incrementAndGet();
        if (times > 1) {
            log.debug("{}, for the {}th time", consequence, times, fault);
        } else if (fault instanceof StoreUnavailableException) {
            // its message says all that an operator needs; where in this library it was met would only hide that
            log.warn("{}: {}", consequence, fault.getMessage());
            log.debug("{}", consequence, fault);
        } else {
            log.warn("{}", consequence, fault);
        }
        return times;
    }

    /** Notes that all is well, and says so if it wasn't. */
    void over(String news) {
        if (met.get() > 0 && System.nanoTime() - lastMet >= quietNanos) {
            int times = met.getAndSet(0);
            if (times > 0) {
                log.info("{} after {} failures", news, times);
            }
        }
    }
}
