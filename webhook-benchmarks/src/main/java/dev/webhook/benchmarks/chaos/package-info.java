/** Things go wrong under load, and what then stands in the store is compared with what the receiver and others know. */
@NullMarked
package dev.webhook.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
