/** A queue, a circuit breaker and a cache of endpoints on Redis. {@link dev.webhook.redis.WebhookRedis} makes them. */
@NullMarked
package dev.webhook.redis;

import org.jspecify.annotations.NullMarked;
