/** In-memory adapters of every port: for tests, examples and hosts that need no durability. */
@NullMarked
package dev.webhook.memory;

import org.jspecify.annotations.NullMarked;
