package dev.webhook.examples;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Prints each attempt of one delivery, and lets a thread wait for its end. Thread-safe. */
final class AttemptPrinter implements WebhookListener {

    private final PrintStream out;
    private final Duration patience;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean delivered;

    AttemptPrinter(PrintStream out, Duration patience) {
        this.out = out;
        this.patience = patience;
    }

    /**
     * Waits until the delivery has succeeded, is given up, or would need more patience than there is.
     *
     * @return whether it has succeeded
     */
    boolean awaitDelivered() throws InterruptedException {
        return finished.await(patience.toMillis(), TimeUnit.MILLISECONDS) && delivered;
    }

    @Override
    public void attempted(DeliveryReport report) {
        AttemptReport attempt = report.attempt();
        if (attempt != null) {
            Outcome outcome = attempt.outcome();
            out.println(String.format(
                    Locale.ROOT,
                    "attempt %d  %-11s %5d ms  %s, %s",
                    attempt.number(),
                    Wording.kind(outcome),
                    attempt.took().toMillis(),
                    Wording.detail(outcome),
                    Wording.next(report.decision())));
        }
        if (report.decision() instanceof Decision.Retry retry && retry.delay().compareTo(patience) > 0) {
            finished.countDown();
        }
    }

    @Override
    public void delivered(DeliveryReport report) {
        delivered = true;
        finished.countDown();
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        finished.countDown();
    }
}
