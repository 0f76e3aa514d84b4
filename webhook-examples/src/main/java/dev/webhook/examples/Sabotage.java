package dev.webhook.examples;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the quickstart can be told to break, so that one sees its summary notice. */
enum Sabotage {
    /** Everything as it should be. */
    NONE,
    /** A receiver verifies with another secret. */
    SIGNATURE,
    /** No delivery gets a second attempt. */
    RETRY,
    /** The dead letter is left where it is. */
    REDRIVE;

    static Optional<Sabotage> named(String name) {
        return Stream.of(SIGNATURE, RETRY, REDRIVE)
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
