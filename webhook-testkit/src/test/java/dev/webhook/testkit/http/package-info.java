/** Tests of the HTTP transport over sockets, with the test kit's receivers. */
@NullMarked
package dev.webhook.testkit.http;

import org.jspecify.annotations.NullMarked;
