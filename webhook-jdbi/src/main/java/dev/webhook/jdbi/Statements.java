package dev.webhook.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements of the {@code .sql} files, for one schema. A file holds one statement, in the form of psql too:
 * {@code :"schema"} is the schema's name and {@code :name} a value. Thread-safe.
 */
final class Statements {

    private static final String SCHEMA = ":\"schema\"";

    private final String schema;
    private final Map<String, String> read = new ConcurrentHashMap<>();

    Statements(String schema) {
        this.schema = quoted(schema);
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Returns the statement in {@code sql/<name>.sql}. */
    String get(String name) {
        return read.computeIfAbsent(name, this::statement);
    }

    /** Returns the statements in {@code <name>.sql}. */
    String script(String name) {
        return read(name);
    }

    /** Returns {@code name} of a table or function, qualified with the schema. */
    String qualified(String name) {
        return schema + "." + name;
    }

    private String statement(String name) {
        return read("sql/" + name);
    }

    private String read(String name) {
        try (InputStream file = Statements.class.getResourceAsStream(name + ".sql")) {
            if (file == null) {
                throw new IllegalArgumentException("there is no " + name + ".sql");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(SCHEMA, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ".sql can't be read", e);
        }
    }
}
