/** What all stores share: time-ordered ids, pages, and the failure to reach them. */
@NullMarked
package dev.webhook.store;

import org.jspecify.annotations.NullMarked;
