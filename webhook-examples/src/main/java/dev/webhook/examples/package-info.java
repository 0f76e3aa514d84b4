/** Runnable programs that show the library at work. */
@NullMarked
package dev.webhook.examples;

import org.jspecify.annotations.NullMarked;
