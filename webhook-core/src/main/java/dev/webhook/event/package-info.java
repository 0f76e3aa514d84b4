/** Events: what an application publishes, and the store that keeps them. */
@NullMarked
package dev.webhook.event;

import org.jspecify.annotations.NullMarked;
