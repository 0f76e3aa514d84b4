/** What is kept for how long: archives of partitions, which outlive the partitions they were made of. */
@NullMarked
package dev.webhook.retention;

import org.jspecify.annotations.NullMarked;
