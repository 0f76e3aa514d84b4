/** Processes are killed under load, and what then stands in the store is compared with what the receiver logged. */
@NullMarked
package dev.webhook.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
