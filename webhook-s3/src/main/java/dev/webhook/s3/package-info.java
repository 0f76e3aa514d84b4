/** Archives in Amazon S3, or in what speaks its protocol. */
@NullMarked
package dev.webhook.s3;

import org.jspecify.annotations.NullMarked;
