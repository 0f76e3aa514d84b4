/** The test kit: what hosts and adapters test with. */
@NullMarked
package dev.webhook.testkit;

import org.jspecify.annotations.NullMarked;
