/** The dispatcher that runs it all inside the host process, its listener and its operator API. */
@NullMarked
package dev.webhook;

import org.jspecify.annotations.NullMarked;
