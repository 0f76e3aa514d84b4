package dev.webhook.endpoint;

import dev.webhook.event.EventType;
import java.util.regex.Pattern;

/**
 * The event types that a subscription is for: one type ({@code payment.success}), all types below a name
 * ({@code payment.*}), or all types ({@code *}).
 *
 * <p>{@code payment.*} matches {@code payment.success} and, deeper, {@code payment.refund.created}, but neither
 * {@code payment} itself nor {@code payments.made}. Letters match in their case only.
 *
 * <p>Immutable and thread-safe.
 *
 * @param pattern the text, 1 to 255 characters
 */
public record EventTypePattern(String pattern) {

    private static final Pattern FORM = Pattern.compile("\\*|[a-zA-Z0-9_]+(\\.[a-zA-Z0-9_]+)*(\\.\\*)?");

    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException if it is too long or not of one of the three forms
     */
    public EventTypePattern {
        if (pattern.length() > EventType.MAX_LENGTH) {
            throw new IllegalArgumentException("event type pattern has " + pattern.length() + " characters, at most "
                    + EventType.MAX_LENGTH + " are allowed");
        }
        if (!FORM.matcher(pattern).matches()) {
            throw new IllegalArgumentException("event type pattern must be a type such as 'payment.success', a name"
                    + " with all below it such as 'payment.*', or '*' for all types");
        }
    }

    /** Returns whether {@code type} is one of the types this stands for. */
    public boolean matches(EventType type) {
        if (!pattern.endsWith("*")) {
            return pattern.equals(type.name());
        }
        return type.name().regionMatches(0, pattern, 0, pattern.length() - 1);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
