package dev.webhook.influxdb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets through the first so many values, for good; all others become {@link #OTHER}. Thread-safe. */
final class BoundedTag {

    static final String OTHER = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedTag(int most) {
        this.most = most;
    }

    String of(String value) {
        return known.contains(value) || admitted(value) ? value : OTHER;
    }

    private synchronized boolean admitted(String value) {
        return known.contains(value) || (known.size() < most && known.add(value));
    }
}
