/** Programs that measure the library. */
@NullMarked
package dev.webhook.benchmarks;

import org.jspecify.annotations.NullMarked;
