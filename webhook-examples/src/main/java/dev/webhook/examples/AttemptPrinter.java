package dev.webhook.examples;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Prints each attempt of one delivery, and lets a thread wait for its end. Thread-safe. */
final class AttemptPrinter implements WebhookListener {

    private final PrintStream out;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean delivered;

    AttemptPrinter(PrintStream out) {
        this.out = out;
    }

    /**
     * Waits until the delivery has succeeded or is given up, at most {@code most}.
     *
     * @return whether it has succeeded
     */
    boolean awaitDelivered(Duration most) throws InterruptedException {
        return finished.await(most.toMillis(), TimeUnit.MILLISECONDS) && delivered;
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
