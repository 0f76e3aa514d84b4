package dev.webhook;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import java.time.Duration;

/**
 * An admitted delivery whose exchange is over: the pipeline's third stage.
 *
 * @param admitted the admitted delivery
 * @param request what was sent
 * @param result how it ended
 * @param sentNanos the time source's count when it began
 * @param took how long it took
 */
record SentDelivery(AdmittedDelivery admitted, HttpRequest request, HttpResult result, long sentNanos, Duration took) {}
