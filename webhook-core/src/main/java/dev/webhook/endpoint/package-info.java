/** Endpoints: the receivers, their subscriptions and filters, and the store that keeps them. */
@NullMarked
package dev.webhook.endpoint;

import org.jspecify.annotations.NullMarked;
