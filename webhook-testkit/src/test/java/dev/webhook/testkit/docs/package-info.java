/** The documentation, held against the code: every snippet compiles, every table is true. */
@NullMarked
package dev.webhook.testkit.docs;

import org.jspecify.annotations.NullMarked;
