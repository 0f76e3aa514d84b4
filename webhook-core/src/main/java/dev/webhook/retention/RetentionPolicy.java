package dev.webhook.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a durable store keeps what, and where it goes then. What is partitioned by time goes a partition at a time, as
 * soon as its youngest row is old enough and nothing in it is unfinished.
 *
 * <p>Immutable and thread-safe.
 */
public final class RetentionPolicy {

    private static final Duration SHORTEST = Duration.ofDays(2);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Duration events;
    private final Duration archivedEvents;
    private final Duration deliveries;
    private final Duration deadLetters;
    private final @Nullable ArchiveSink archive;

    private RetentionPolicy(Builder options) {
        this.events = options.events;
        this.archivedEvents = options.archivedEvents;
        this.deliveries = options.deliveries;
        this.deadLetters = options.deadLetters;
        this.archive = options.archive;
    }

    /** Returns the policy of a builder that nothing was set on. */
    public static RetentionPolicy defaults() {
        return builder().build();
    }

    /** Returns a builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns how long events are kept. */
    public Duration events() {
        return events;
    }

    /** Returns how long events are kept in all, if they are archived in the store; zero if they aren't. */
    public Duration archivedEvents() {
        return archivedEvents;
    }

    /** Returns how long deliveries and their attempts are kept. */
    public Duration deliveries() {
        return deliveries;
    }

    /** Returns how long dead letters are kept after they were resolved or discarded. */
    public Duration deadLetters() {
        return deadLetters;
    }

    /**
     * Returns how long a delivery may be unfinished at most: a day less than it and its event are kept, so that what is
     * unfinished keeps nothing from going in its time.
     */
    public Duration longestUnfinished() {
        Duration shorter = events.compareTo(deliveries) < 0 ? events : deliveries;
        return shorter.minusDays(1);
    }

    /** Returns where partitions are archived before they go, or empty if they aren't. */
    public Optional<ArchiveSink> archive() {
        return Optional.ofNullable(archive);
    }

    /** Returns the durations. */
    @Override
    public String toString() {
        return "RetentionPolicy[events=" + events + ", archivedEvents=" + archivedEvents + ", deliveries=" + deliveries
                + ", deadLetters=" + deadLetters + ", archive="
                + (archive == null ? "none" : archive.getClass().getSimpleName())
                + "]";
    }

    /**
     * Builds a {@link RetentionPolicy}.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {

        private Duration events = Duration.ofDays(30);
        private Duration archivedEvents = Duration.ofDays(365);
        private Duration deliveries = Duration.ofDays(90);
        private Duration deadLetters = Duration.ofDays(7);
        private @Nullable ArchiveSink archive;

        private Builder() {}

        /** Sets how long events are kept after they were published, at least 2 days. Defaults to 30 days. */
        public Builder events(Duration time) {
            events = time;
            return this;
        }

        /**
         * Sets how long events are kept in all, counted from when they were published, if they are archived in the store:
         * there they can still be read and replayed. Zero if they are not to be. Defaults to 365 days.
         */
        public Builder archivedEvents(Duration time) {
            archivedEvents = time;
            return this;
        }

        /** Sets how long deliveries and their attempts are kept, at least 2 days. Defaults to 90 days. */
        public Builder deliveries(Duration time) {
            deliveries = time;
            return this;
        }

        /**
         * Sets how long dead letters are kept after they were resolved or discarded. Pending ones are kept as long as
         * their delivery. Defaults to 7 days.
         */
        public Builder deadLetters(Duration time) {
            deadLetters = time;
            return this;
        }

        /**
         * Sets where partitions are archived before they are dropped from the store for good. By default they aren't
         * archived.
         */
        public Builder archive(ArchiveSink sink) {
            archive = sink;
            return this;
        }

        /**
         * Returns the policy.
         *
         * @throws IllegalArgumentException naming all that is wrong, if anything is
         */
        public RetentionPolicy build() {
            List<String> wrong = new ArrayList<>();
            within(wrong, "events", events, SHORTEST);
            within(wrong, "deliveries", deliveries, SHORTEST);
            within(wrong, "deadLetters", deadLetters, Duration.ZERO);
            if (!archivedEvents.isZero()) {
                within(wrong, "archivedEvents", archivedEvents, events);
            }
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException("retention policy: " + String.join("; ", wrong));
            }
            return new RetentionPolicy(this);
        }

        private static void within(List<String> wrong, String name, Duration value, Duration least) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                wrong.add(name + " is " + value + ", it must be " + least + " to " + LONGEST);
            }
        }
    }
}
