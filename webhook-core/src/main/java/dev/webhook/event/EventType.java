package dev.webhook.event;

import java.util.regex.Pattern;

/**
 * The name of a kind of event: segments of letters, digits and underscores, parted by full stops, such as
 * {@code payment.success} (Standard Webhooks 1.0).
 *
 * <p>Immutable and thread-safe.
 *
 * @param name the name, 1 to 255 characters
 */
public record EventType(String name) implements Comparable<EventType> {

    /** The longest name in characters. */
    public static final int MAX_LENGTH = 255;

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_]+(\\.[a-zA-Z0-9_]+)*");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is empty, too long, or not in the form above
     */
    public EventType {
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "event type has " + name.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("event type '" + name
                    + "' must be segments of letters, digits and underscores parted by full stops,"
                    + " such as 'payment.success'");
        }
    }

    @Override
    public int compareTo(EventType other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
