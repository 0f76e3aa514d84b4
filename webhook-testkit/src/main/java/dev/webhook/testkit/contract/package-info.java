/** Contract suites: what every adapter of a port must pass, to be extended by the adapter's own tests. */
@NullMarked
package dev.webhook.testkit.contract;

import org.jspecify.annotations.NullMarked;
