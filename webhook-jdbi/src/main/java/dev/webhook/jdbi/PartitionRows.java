package dev.webhook.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhook.jdbi.PartitionCatalog.Column;
import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchivedPartition;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The rows of a partition on their way into an archive and back. A row is a JSON object of its columns; a column of type
 * {@code json} is a string in it, so that it comes back as it was, byte for byte; times are in UTC. Rows pass through in
 * batches, so that a partition may be larger than the memory. Thread-safe.
 */
final class PartitionRows {

    private static final int BATCH = 100;
    private static final int PROGRESS = 10_000;
    private static final String UTC = "SET LOCAL TimeZone = 'UTC'";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final PartitionCatalog catalog;

    PartitionRows(Database database) {
        this.database = database;
        this.catalog = new PartitionCatalog(database);
    }

    /** Writes an archive of {@code partition}, whether it is attached or not. */
    ArchiveManifest archive(Partition partition, Archive archive, HousekeepingProgress progress) {
        ArchivedPartition archived =
                new ArchivedPartition(partition.table().table(), partition.name(), partition.range());
        return archive.write(archived, row -> export(partition, counted(partition, row, progress)));
    }

    private void export(Partition partition, Consumer<String> rows) {
        database.once(handle -> {
            handle.execute(UTC);
            String columns = catalog.columns(handle, partition).stream()
                    .map(column ->
                            column.type().equals("json") ? column.name() + "::text AS " + column.name() : column.name())
                    .collect(Collectors.joining(", "));
            handle.createQuery("SELECT row_to_json(line)::text FROM (SELECT " + columns + " FROM "
                            + database.qualified(partition.name()) + " ORDER BY "
                            + partition.table().order() + ") AS line")
                    .setFetchSize(BATCH)
                    .mapTo(String.class)
                    .forEach(rows);
        });
    }

    private static Consumer<String> counted(Partition partition, Consumer<String> rows, HousekeepingProgress progress) {
        long[] count = {0};
        return row -> {
            rows.accept(row);
            if (++count[0] % PROGRESS == 0) {
                progress.progressed(partition.name(), count[0]);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreUnavailableException("interrupted at row " + count[0] + " of " + partition);
            }
        };
    }

    /** Puts the rows of an archive into the table of {@code partition}. */
    void restore(
            Handle handle,
            Partition partition,
            Archive archive,
            ArchiveManifest manifest,
            HousekeepingProgress progress) {
        List<Column> columns = catalog.columns(handle, partition);
        List<String> batch = new ArrayList<>();
        archive.read(
                manifest,
                counted(
                        partition,
                        row -> {
                            batch.add(row);
                            if (batch.size() == BATCH) {
                                insert(handle, partition, columns, batch);
                            }
                        },
                        progress));
        insert(handle, partition, columns, batch);
    }

    /** The archive may be older than a column; that column gets its default. */
    private void insert(Handle handle, Partition partition, List<Column> columns, List<String> batch) {
        if (batch.isEmpty()) {
            return;
        }
        JsonNode first = parse(batch.get(0));
        List<Column> kept =
                columns.stream().filter(column -> first.has(column.name())).toList();
        if (kept.size() != first.size()) {
            throw new IllegalArgumentException("the archive of " + partition + " has columns that the table hasn't");
        }
        handle.createUpdate("INSERT INTO " + database.qualified(partition.name()) + " (" + names(kept) + ") SELECT "
                        + kept.stream().map(PartitionRows::read).collect(Collectors.joining(", "))
                        + " FROM unnest(:lines) AS read (line) CROSS JOIN LATERAL json_to_record(read.line::json) AS archived ("
                        + kept.stream()
                                .map(column -> column.name() + " " + (isJson(column) ? "text" : column.type()))
                                .collect(Collectors.joining(", "))
                        + ")")
                .bindArray("lines", String.class, batch)
                .execute();
        batch.clear();
    }

    /** Moves the rows of a detached partition of events to the archive's table, and returns how many. */
    int move(Handle handle, Partition partition, PartitionedTable target) {
        String names = names(catalog.columns(handle, partition));
        return handle.execute("INSERT INTO " + database.qualified(target.table()) + " (" + names + ") SELECT " + names
                + " FROM " + database.qualified(partition.name()) + " ON CONFLICT DO NOTHING");
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String read(Column column) {
        return isJson(column) ? "archived." + column.name() + "::json" : "archived." + column.name();
    }

    private static boolean isJson(Column column) {
        return column.type().equals("json");
    }

    private static JsonNode parse(String row) {
        try {
            return JSON.readTree(row);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a row of the archive is no JSON", e);
        }
    }
}
