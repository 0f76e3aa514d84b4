/** What a Java team could take instead of the library to send webhooks durably, each used as its documentation advises. */
@NullMarked
package dev.webhook.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
