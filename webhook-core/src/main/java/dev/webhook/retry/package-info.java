/** Retry policies: how long to wait before the next attempt, and when to give up. */
@NullMarked
package dev.webhook.retry;

import org.jspecify.annotations.NullMarked;
