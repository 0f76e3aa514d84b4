/** What the documentation shows of PostgreSQL: every snippet compiles and runs. */
@NullMarked
package dev.webhook.jdbi.docs;

import org.jspecify.annotations.NullMarked;
