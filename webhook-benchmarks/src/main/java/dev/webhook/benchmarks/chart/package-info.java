/** Charts of what was measured, as SVG. */
@NullMarked
package dev.webhook.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
