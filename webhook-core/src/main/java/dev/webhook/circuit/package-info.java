/** Circuits: the per-endpoint breaker that stops attempts on an endpoint that keeps failing. */
@NullMarked
package dev.webhook.circuit;

import org.jspecify.annotations.NullMarked;
