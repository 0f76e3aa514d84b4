/** Benchmarks: mains that measure, run by hand; their figures are in {@code docs/benchmarks.md}. */
@NullMarked
package dev.webhook.testkit.bench;

import org.jspecify.annotations.NullMarked;
