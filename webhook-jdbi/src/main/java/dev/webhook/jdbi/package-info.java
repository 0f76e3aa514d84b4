/**
 * Storage on PostgreSQL, by Jdbi: the stores, a queue and a circuit breaker that need nothing else, and the publishing
 * of events in the application's own transaction. {@link dev.webhook.jdbi.PostgresStorage} is the way in.
 */
@NullMarked
package dev.webhook.jdbi;

import org.jspecify.annotations.NullMarked;
