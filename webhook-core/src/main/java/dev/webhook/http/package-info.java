/** HTTP: sending one request within a deadline, to an address that is allowed, whatever the receiver does. */
@NullMarked
package dev.webhook.http;

import org.jspecify.annotations.NullMarked;
