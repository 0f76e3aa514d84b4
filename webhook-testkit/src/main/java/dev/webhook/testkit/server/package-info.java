/** Real servers for tests: found, started and ended; a database of its own for each test class; a clock to set. */
@NullMarked
package dev.webhook.testkit.server;

import org.jspecify.annotations.NullMarked;
