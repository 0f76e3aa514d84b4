package dev.webhook.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the database knows of partitions. Thread-safe. */
final class PartitionCatalog {

    private final Database database;

    /** How a table and its parent stand. */
    enum State {
        ATTACHED,
        /** A detach has begun and not ended; statements don't see it any more. */
        DETACHING,
        DETACHED
    }

    /** A column and its type, as SQL names them. */
    record Column(String name, String type) {}

    PartitionCatalog(Database database) {
        this.database = database;
    }

    /** Returns the partitions of {@code table}, earliest first, those that are detached and not yet dropped too. */
    List<FoundPartition> find(Handle handle, PartitionedTable table) {
        return database
                .query(handle, "partitions/found")
                .bind("parent", database.qualified(table.table()))
                .map((row, context) -> {
                    State state = State.valueOf(row.getString("state"));
                    String note = row.getString("note");
                    return table.named(row.getString("name"))
                            .map(partition -> new FoundPartition(partition, state, note));
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the columns of a partition's table. */
    List<Column> columns(Handle handle, Partition partition) {
        return database.query(handle, "partitions/columns")
                .bind("table", database.qualified(partition.name()))
                .map((row, context) -> new Column(row.getString("name"), row.getString("type")))
                .list();
    }

    /** Tells whether this role may make, detach and drop partitions. */
    boolean mayChange() {
        return database.read(handle -> database.query(handle, "partitions/may_change")
                .bind("parent", database.qualified(PartitionedTable.EVENTS.table()))
                .mapTo(boolean.class)
                .one());
    }
}
