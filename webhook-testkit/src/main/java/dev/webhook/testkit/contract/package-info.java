/** Contract suites: what every adapter of a port must pass, as abstract JUnit classes to extend. */
@NullMarked
package dev.webhook.testkit.contract;

import org.jspecify.annotations.NullMarked;
