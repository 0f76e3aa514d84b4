package dev.webhook.redis;

import dev.webhook.store.StoreUnavailableException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Tells what a failure of Redis means for the caller. */
final class Failures {

    /**
     * The errors with which a server says that it takes no work now, or none of ours; before Redis 7 one of a command in a
     * script stands behind a dash. The last is what a script gets on a cluster while its slot moves.
     */
    private static final Pattern OUTAGE = Pattern.compile(
            "(^|-)(LOADING|OOM|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS|MISCONF|MOVED|ASK|NOAUTH|WRONGPASS"
                    + "|NOPERM|EPOCH)\\b|max number of clients|non local key");

    private Failures() {}

    /**
     * Runs {@code work}.
     *
     * @throws StoreUnavailableException if Redis can't be reached or takes no work now
     * @throws IllegalStateException if Redis finds fault with what it was asked
     */
    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (JedisDataException e) {
            if (OUTAGE.matcher(String.valueOf(e.getMessage())).find()) {
                throw unavailable(e);
            }
            throw new IllegalStateException("Redis finds fault with a command: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw unavailable(e);
        }
    }

    private static StoreUnavailableException unavailable(JedisException e) {
        return new StoreUnavailableException("Redis can't be reached or takes no work now: " + described(e), e);
    }

    /** A client that got no connection tells why by its cause. */
    private static String described(JedisException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause.getMessage();
    }
}
