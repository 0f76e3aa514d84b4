/**
 * How deliveries and endpoints are doing, in InfluxDB: a listener that writes it, and reports that read it.
 *
 * <p>The client's own {@code WriteApi} isn't used: when its buffer is full it either blocks its caller, who would be the
 * recorder, or drops without a count, and its retries and threads can't be ended in a bounded time. Here is one bounded
 * buffer and one thread, which writes batches by the client's {@code WriteApiBlocking}; what isn't written is counted.
 */
@NullMarked
package dev.webhook.influxdb;

import org.jspecify.annotations.NullMarked;
