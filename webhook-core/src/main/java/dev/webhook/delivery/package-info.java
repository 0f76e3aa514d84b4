/** Deliveries: the obligation to bring an event to an endpoint, its attempts and outcomes, and the queue of lanes that schedules them. */
@NullMarked
package dev.webhook.delivery;

import org.jspecify.annotations.NullMarked;
