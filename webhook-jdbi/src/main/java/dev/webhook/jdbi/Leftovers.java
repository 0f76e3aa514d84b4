package dev.webhook.jdbi;

import dev.webhook.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Removes single rows whose time is over. Any number of nodes may do it at once. Thread-safe. */
final class Leftovers {

    private static final int MOST = 5_000;

    /** The longest that a policy of circuits may remember. */
    private static final Duration CIRCUITS = Duration.ofDays(7);

    private final Database database;
    private final RetentionPolicy policy;

    Leftovers(Database database, RetentionPolicy policy) {
        this.database = database;
        this.policy = policy;
    }

    /** Removes what is over at {@code now} and returns how many rows, by table. */
    Map<String, Long> remove(Instant now) {
        Map<String, Long> removed = new TreeMap<>();
        removed.put("webhook_idempotency_keys", delete("expire_keys", "now", now));
        removed.put("webhook_dlq", delete("forget_dead_letters", "before", now.minus(policy.deadLetters())));
        removed.put("webhook_circuits", delete("forget_circuits", "before", now.minus(CIRCUITS)));
        removed.put("webhooks", forgetEndpoints(now.minus(policy.deliveries())));
        removed.values().removeIf(rows -> rows == 0);
        return removed;
    }

    private long delete(String statement, String parameter, Instant time) {
        long removed = 0;
        for (int rows = MOST; rows == MOST; removed += rows) {
            rows = database.transaction(handle -> database.update(handle, "housekeeping/" + statement)
                    .bind(parameter, Times.parameter(time))
                    .bind("most", MOST)
                    .execute());
        }
        return removed;
    }

    private long forgetEndpoints(Instant before) {
        return database.transaction(handle -> database.query(handle, "housekeeping/forget_endpoints")
                .bind("before", Times.parameter(before))
                .bind("most", MOST)
                .mapTo(long.class)
                .one());
    }
}
