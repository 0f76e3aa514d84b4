package dev.webhook.benchmarks;

import java.sql.SQLException;
import java.util.List;

/** Makes many rows of the one delivery that a library has. */
final class Backlog {

    private Backlog() {}

    /**
     * Copies the library's only delivery, with its event and what else belongs to it, under new ids of the same time.
     *
     * @param waits whether it waits; else it is finished
     */
    static void multiply(Library library, int copies, boolean waits) throws SQLException {
        library.execute("CREATE TABLE copies AS SELECT " + copyOf("event_id") + " AS event_id, " + copyOf("delivery_id")
                + " AS delivery_id FROM webhook_deliveries, generate_series(1, " + copies + ")");
        copy(library, "webhook_events", "'event_id', copies.event_id");
        copy(library, "webhook_deliveries", "'event_id', copies.event_id, 'delivery_id', copies.delivery_id");
        if (waits) {
            copy(library, "webhook_queue", "'delivery_id', copies.delivery_id");
            library.execute("UPDATE webhook_lanes SET waiting = waiting + " + copies + " WHERE waiting > 0");
        } else {
            copy(library, "webhook_delivery_attempts", "'delivery_id', copies.delivery_id");
        }
        library.execute("DROP TABLE copies");
        for (String table :
                List.of("webhook_events", "webhook_deliveries", "webhook_delivery_attempts", "webhook_queue")) {
            library.execute("VACUUM ANALYZE " + table);
        }
        library.execute("CHECKPOINT");
    }

    /** The first 15 characters of an id are its time and version. */
    private static String copyOf(String id) {
        return "overlay(gen_random_uuid()::text PLACING left(" + id + "::text, 15) FROM 1)::uuid";
    }

    private static void copy(Library library, String table, String changes) throws SQLException {
        library.execute("INSERT INTO " + table + " SELECT made.* FROM " + table + " AS original CROSS JOIN copies"
                + " CROSS JOIN LATERAL jsonb_populate_record(original, jsonb_build_object(" + changes + ")) AS made");
    }
}
