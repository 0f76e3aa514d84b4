package dev.webhook;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Outcome;
import dev.webhook.http.HttpResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides what of an exchange is kept on record. Immutable and thread-safe. */
final class AttemptRecords {

    private static final Set<String> NEVER_KEPT =
            Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    private final Set<String> leftOut = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final boolean keepBodies;

    AttemptRecords(Set<String> unrecordedHeaders, boolean keepBodies) {
        this.leftOut.addAll(NEVER_KEPT);
        this.leftOut.addAll(unrecordedHeaders);
        this.keepBodies = keepBodies;
    }

    AttemptReport of(int number, Outcome outcome, SentDelivery sent) {
        return new AttemptReport(
                number,
                outcome,
                sent.request().url(),
                kept(sent.request().headers()),
                response(sent.result()),
                sent.took(),
                sent.result().phases(),
                Duration.ZERO);
    }

    private @Nullable AttemptResponse response(HttpResult result) {
        return result instanceof HttpResult.Response response
                ? new AttemptResponse(response.status(), kept(response.headers()), keepBodies ? response.body() : null)
                : null;
    }

    private <V> Map<String, V> kept(Map<String, V> headers) {
        Map<String, V> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (!leftOut.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
