package dev.webhook.jdbi;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The tables of a migrated database, in the form of {@link GivenTables}. */
final class MigratedTables {

    private static final String COLUMNS = """
            SELECT c.relname || '.' || a.attname AS name,
                   format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                   || coalesce(' default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::.*', ''), '') AS definition
            FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname LIKE 'webhook%'
              AND c.relname <> 'webhook_schema_history'
            ORDER BY c.relname, a.attnum""";

    private static final String INDEXES = """
            SELECT c.relname || '.' || i.relname AS name, pg_get_indexdef(x.indexrelid) AS definition
            FROM pg_index AS x
            JOIN pg_class AS i ON i.oid = x.indexrelid
            JOIN pg_class AS c ON c.oid = x.indrelid
            WHERE NOT c.relispartition AND c.relname LIKE 'webhook%' AND c.relname <> 'webhook_schema_history'
              AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = x.indexrelid)
            ORDER BY 1""";

    private static final String CONSTRAINTS = """
            SELECT c.relname || '.' || CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
                     ELSE (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = k.conkey[1])
                          || ' references' END AS name,
                   pg_get_constraintdef(k.oid) AS definition
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            WHERE k.contype IN ('p', 'u', 'f') AND NOT c.relispartition AND c.relname LIKE 'webhook%'
              AND c.relname <> 'webhook_schema_history'""";

    private static final String PARTITIONS = """
            SELECT c.relname || '.partitions' AS name, 'partition by ' || pg_get_partkeydef(c.oid) AS definition
            FROM pg_class AS c
            WHERE c.relkind = 'p' AND c.relname LIKE 'webhook%'""";

    private MigratedTables() {}

    static Map<String, String> read(Handle handle) {
        Map<String, String> things = new LinkedHashMap<>();
        read(handle, COLUMNS, things);
        read(handle, INDEXES, things);
        read(handle, CONSTRAINTS, things);
        read(handle, PARTITIONS, things);
        return things;
    }

    private static void read(Handle handle, String sql, Map<String, String> things) {
        handle.createQuery(sql)
                .map((row, context) -> things.put(row.getString("name"), tidy(row.getString("definition"))))
                .list();
    }

    private static String tidy(String definition) {
        return definition
                .toLowerCase(Locale.ROOT)
                .replaceAll("create (unique )?index \\w+ on (only )?\\S+ using btree", "$1index")
                .replaceAll("::(character varying|text)(\\[])?", "")
                .replaceAll("^(primary key|unique) ", "")
                .replaceAll("^foreign key \\(\\w+\\) references ", "")
                .replaceAll(" where \\((.*)\\)$", " where $1");
    }
}
