/** Dead letters: deliveries that were given up, kept for an operator. */
@NullMarked
package dev.webhook.deadletter;

import org.jspecify.annotations.NullMarked;
