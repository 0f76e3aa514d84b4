package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Searches logs, the database and Redis for secrets. Not thread-safe. */
final class SecretSearch {

    private static final String COLUMNS =
            "SELECT table_name || '.' || column_name, format('SELECT %I::text FROM %I.%I',"
                    + " column_name, table_schema, table_name) FROM information_schema.columns"
                    + " WHERE table_schema = current_schema() AND table_name LIKE 'webhook%'"
                    + " AND data_type IN ('text', 'json', 'jsonb', 'character varying') ORDER BY 1";

    private final List<String> needles;
    private final List<Ledger.Searched> searched = new ArrayList<>();

    SecretSearch(List<String> secrets) {
        // what is written of a secret may lack its prefix
        needles = secrets.stream().map(secret -> secret.replace("whsec_", "")).toList();
    }

    void logs(List<Path> logs) throws IOException {
        for (Path log : logs) {
            text(log.getFileName().toString(), Files.readString(log, StandardCharsets.ISO_8859_1));
        }
    }

    void database(Connection connection) throws SQLException {
        List<String[]> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.add(new String[] {rows.getString(1), rows.getString(2)});
            }
        }
        for (String[] column : columns) {
            column(connection, column[0], column[1]);
        }
    }

    private void column(Connection connection, String name, String sql) throws SQLException {
        long characters = 0;
        String found = null;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String value = rows.getString(1);
                if (value != null) {
                    characters += value.length();
                    found = found == null ? secretIn(value) : found;
                }
            }
        }
        searched.add(new Ledger.Searched(name, characters, found));
    }

    /** Endpoints are cached as hashes; the rest is ids and numbers. */
    void redis(UnifiedJedis jedis) {
        Set<String> keys = jedis.keys("*");
        for (String key : keys) {
            if (jedis.type(key).equals("hash")) {
                text("Redis's " + key, jedis.hgetAll(key).toString());
            }
        }
    }

    private void text(String place, String text) {
        searched.add(new Ledger.Searched(place, text.length(), secretIn(text)));
    }

    private @Nullable String secretIn(String text) {
        return needles.stream()
                .filter(text::contains)
                .findFirst()
                .map(secret -> "a secret at " + text.indexOf(secret))
                .orElse(null);
    }

    List<Ledger.Searched> searched() {
        return searched;
    }
}
