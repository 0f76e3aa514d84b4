package dev.webhook.influxdb;

import dev.webhook.DeliveryReport;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes points in InfluxDB's line protocol.
 *
 * <p>Every field is a float, as in the given lines ({@code attempt=1}): a field keeps the type of its first write, and
 * a point with another is refused.
 */
final class Lines {

    private static final int LONGEST_TAG = 256;
    private static final int MICROS_IN_MILLIS = 3;

    private Lines() {}

    /** Returns the point of an attempt, or of a delivery that was given up without one. */
    static String delivery(String webhookId, DeliveryReport report, long nanos) {
        AttemptReport attempt = report.attempt();
        String fields = attempt == null
                ? "attempt=0"
                : "response_time=" + millis(attempt.took()) + ",attempt=" + attempt.number();
        return "webhook_delivery,webhook_id=" + tag(webhookId) + ",status=" + status(report.decision()) + " " + fields
                + " " + nanos;
    }

    /** Returns the point of an attempt, or nothing if no address was tried: that tells nothing of the host. */
    static Optional<String> health(String host, AttemptReport attempt, long nanos) {
        Outcome outcome = attempt.outcome();
        if (outcome instanceof Outcome.Blocked) {
            return Optional.empty();
        }
        return Optional.of("endpoint_health,url=" + tag(host) + " " + statusCode(outcome) + "response_time="
                + millis(attempt.took()) + ",success=" + (outcome.success() ? 1 : 0) + " " + nanos);
    }

    private static String statusCode(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return "status_code=" + delivered.status() + ",";
        }
        return outcome instanceof Outcome.Rejected rejected ? "status_code=" + rejected.status() + "," : "";
    }

    /** The status that the delivery has now. */
    private static String status(Decision decision) {
        DeliveryStatus status = DeliveryStatus.FAILED;
        if (decision instanceof Decision.Succeed) {
            status = DeliveryStatus.SUCCESS;
        } else if (decision instanceof Decision.Retry) {
            status = DeliveryStatus.RETRYING;
        }
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String millis(Duration time) {
        return BigDecimal.valueOf(time.getSeconds())
                .scaleByPowerOfTen(MICROS_IN_MILLIS)
                .add(BigDecimal.valueOf(time.getNano(), 2 * MICROS_IN_MILLIS))
                .setScale(MICROS_IN_MILLIS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /**
     * Returns a tag's value that can't end the tag, the line or the protocol. A control character, a backslash (which
     * has no escape, and would escape what follows) and half a character become {@code _}; so does an empty value, which
     * the protocol doesn't have; the end of a long one is left out.
     */
    static String tag(String value) {
        StringBuilder escaped = new StringBuilder();
        value.codePoints().limit(LONGEST_TAG).forEach(character -> {
            if (character == ',' || character == ' ' || character == '=') {
                escaped.append('\\').appendCodePoint(character);
            } else {
                escaped.appendCodePoint(isPlain(character) ? character : '_');
            }
        });
        return escaped.isEmpty() ? "_" : escaped.toString();
    }

    private static boolean isPlain(int character) {
        return character != '\\'
                && !Character.isISOControl(character)
                && Character.getType(character) != Character.SURROGATE;
    }
}
