package dev.webhook.examples;

import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Outcome;
import java.time.Duration;
import java.util.Locale;

/** Says in words what the library hands out as values. */
final class Wording {

    private Wording() {}

    /** Returns such as {@code delivered}, {@code rejected}. */
    static String kind(Outcome outcome) {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Returns the answer's status, or what went wrong. */
    static String detail(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return "HTTP status " + delivered.status();
        }
        return String.valueOf(outcome.error());
    }

    static String next(Decision decision) {
        if (decision instanceof Decision.Retry retry) {
            return "again in " + seconds(retry.delay());
        }
        if (decision instanceof Decision.GiveUp giveUp) {
            return "given up: " + giveUp.reason().id();
        }
        return "done";
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
