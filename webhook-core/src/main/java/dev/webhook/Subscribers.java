package dev.webhook;

import dev.webhook.event.EventType;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has the accelerator show operators who subscribes to the types that are routed: beside the routing, and for each type only
 * once in a while and when endpoints have changed. Used by one thread at a time.
 */
final class Subscribers {

    /** Shorter than it is shown. */
    private static final Duration AGAIN = Duration.ofMinutes(30);

    /** Endpoints may change all the time. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofSeconds(10);

    /** Beyond these, a type must wait until another one's time is over. */
    private static final int MOST_TYPES = 1_000;

    private final @Nullable Accelerator accelerator;
    private final Wakes wakes;
    private final TimeSource time;
    private final Faults faults = new Faults(QUIET);
    private final Map<EventType, Shown> shown = new HashMap<>();

    private record Shown(long configVersion, long nanos) {}

    Subscribers(@Nullable Accelerator accelerator, Wakes wakes, TimeSource time) {
        this.accelerator = accelerator;
        this.wakes = wakes;
        this.time = time;
    }

    /** Shows those of {@code types}, as far as they are due. */
    void show(RoutingTable table, Collection<EventType> types) {
        if (accelerator == null) {
            return;
        }
        long now = time.nanoTime();
        for (EventType type : new LinkedHashSet<>(types)) {
            if (isDue(type, table.configVersion(), now) && wakes.later(() -> show(accelerator, table, type))) {
                shown.put(type, new Shown(table.configVersion(), now));
            }
        }
    }

    private boolean isDue(EventType type, long configVersion, long now) {
        Shown last = shown.get(type);
        if (last == null) {
            if (shown.size() >= MOST_TYPES) {
                shown.values().removeIf(old -> now - old.nanos >= AGAIN.toNanos());
            }
            return shown.size() < MOST_TYPES;
        }
        Duration wait = last.configVersion == configVersion ? AGAIN : NOT_BEFORE;
        return now - last.nanos >= wait.toNanos();
    }

    private void show(Accelerator accelerator, RoutingTable table, EventType type) {
        try {
            accelerator.showSubscribers(type, table.subscribers(type));
            faults.over("Subscribers are shown again");
        } catch (RuntimeException e) {
            faults.met("Who subscribes to event types can't be shown", e);
        }
    }
}
