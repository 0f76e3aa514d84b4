/** Signing: the schemes by which a receiver knows that a webhook is genuine, and how their secrets are kept. */
@NullMarked
package dev.webhook.signing;

import org.jspecify.annotations.NullMarked;
