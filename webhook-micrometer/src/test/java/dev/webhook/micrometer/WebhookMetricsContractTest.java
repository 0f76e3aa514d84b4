package dev.webhook.micrometer;

import dev.webhook.WebhookListener;
import dev.webhook.testkit.contract.WebhookListenerContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class WebhookMetricsContractTest extends WebhookListenerContract {

    @Override
    protected WebhookListener listener() {
        return WebhookMetrics.in(new SimpleMeterRegistry());
    }
}
