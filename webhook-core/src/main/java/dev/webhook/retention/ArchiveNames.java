package dev.webhook.retention;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the objects of an archive are called: the table is the folder, the file begins with the partition. */
final class ArchiveNames {

    private static final String ROWS = "ndjson.gz";
    private static final String MANIFEST = "manifest.json";
    private static final Pattern FILE = Pattern.compile("(.+)\\.([1-9][0-9]{0,8})\\.(ndjson\\.gz|manifest\\.json)");

    private ArchiveNames() {}

    static ObjectName rows(ArchivedPartition partition, int generation) {
        return name(partition, generation, ROWS);
    }

    static ObjectName manifest(ArchivedPartition partition, int generation) {
        return name(partition, generation, MANIFEST);
    }

    private static ObjectName name(ArchivedPartition partition, int generation, String ending) {
        return new ObjectName(partition.table(), partition.name() + "." + generation + "." + ending);
    }

    /** Returns what the name says, or empty if the object is no part of an archive. */
    static Optional<Part> parse(ObjectName name) {
        Matcher matcher = FILE.matcher(name.file());
        return matcher.matches()
                ? Optional.of(new Part(
                        name,
                        matcher.group(1),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3).equals(MANIFEST)))
                : Optional.empty();
    }

    /** One of the two objects that make an archive. */
    record Part(ObjectName name, String partition, int generation, boolean isManifest) {}
}
