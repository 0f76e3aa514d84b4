/** What a dispatcher does and how it is doing, in a {@code MeterRegistry} of Micrometer. */
@NullMarked
package dev.webhook.micrometer;

import org.jspecify.annotations.NullMarked;
