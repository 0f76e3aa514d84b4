/** Events: what an application publishes, how it is checked, and the store that keeps it. */
@NullMarked
package dev.webhook.event;

import org.jspecify.annotations.NullMarked;
