package dev.webhook.jdbi;

import dev.webhook.jdbi.PartitionCatalog.State;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A partition as it stands in the database. Immutable and thread-safe.
 *
 * @param note the comment on it, by which we keep in mind what the catalog doesn't know
 */
record FoundPartition(
        Partition partition, State state, @Nullable String note) {

    private static final Pattern ARCHIVED = Pattern.compile("webhook: archived as generation (\\d{1,9})");
    private static final Pattern RESTORED = Pattern.compile("webhook: restored, kept until (\\S+)");

    static String archived(int generation) {
        return "webhook: archived as generation " + generation;
    }

    static String restored(Instant keptUntil) {
        return "webhook: restored, kept until " + keptUntil;
    }

    /** Returns which archive was made of it since it was detached, or 0 if none was. */
    int generation() {
        Matcher matcher = ARCHIVED.matcher(note == null ? "" : note);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Returns until when it is kept though its retention is over. */
    Instant keptUntil() {
        Matcher matcher = RESTORED.matcher(note == null ? "" : note);
        return matcher.matches() ? Instant.parse(matcher.group(1)) : Instant.MIN;
    }
}
