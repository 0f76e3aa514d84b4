package dev.webhook.signing;

import dev.webhook.signing.WebhookVerificationException.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The headers of a received webhook, which may hold anything. */
final class ReceivedHeaders {

    /** How many signatures of one header are looked at, which bounds the work a forged one can cause. */
    static final int MAX_ENTRIES = 32;

    private final Function<String, @Nullable String> lookup;

    ReceivedHeaders(Function<String, @Nullable String> lookup) {
        this.lookup = lookup;
    }

    static ReceivedHeaders of(Map<String, String> headers) {
        return new ReceivedHeaders(name -> headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()) && header.getValue() != null)
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(null));
    }

    String get(String name) {
        String value = lookup.apply(name);
        if (value == null) {
            throw new WebhookVerificationException(Reason.MISSING_HEADER, "header " + name + " is missing");
        }
        return value;
    }

    /** Returns the first entries of the header {@code name}. */
    Stream<String> entries(String name, String separator) {
        return Arrays.stream(get(name).split(separator, MAX_ENTRIES + 1)).limit(MAX_ENTRIES);
    }
}
