package dev.webhook.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code given.sql}, each thing in them by name in the words of PostgreSQL's catalog. */
final class GivenTables {

    private static final Pattern TABLE =
            Pattern.compile("CREATE TABLE (\\w+) \\((.*?)\\n\\)( PARTITION BY RANGE \\(\\w+\\))?;", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("INDEX (\\w+) \\(([^)]*)\\)(?: WHERE (.*))?");
    private static final Pattern UNIQUE = Pattern.compile("UNIQUE \\(([^)]*)\\)");
    private static final Pattern COLUMN = Pattern.compile("(\\w+) (\\w+(?:\\(\\d+\\))?(?:\\[])?)(.*)");
    private static final Map<String, String> TYPES = Map.of(
            "varchar(50)", "character varying(50)",
            "varchar(255)", "character varying(255)",
            "timestamp", "timestamp without time zone");

    private GivenTables() {}

    /** Returns every column, key and index as {@code table.name}, with its definition. */
    static Map<String, String> read() {
        Map<String, String> things = new LinkedHashMap<>();
        Matcher tables = TABLE.matcher(text());
        while (tables.find()) {
            String table = tables.group(1);
            if (tables.group(3) != null) {
                things.put(table + ".partitions", tables.group(3).strip().toLowerCase(Locale.ROOT));
            }
            for (String line : tables.group(2).split("\n", -1)) {
                read(table, line.replaceAll("--.*", "").strip().replaceAll(",$", ""), things);
            }
        }
        return things;
    }

    private static void read(String table, String line, Map<String, String> things) {
        Matcher index = INDEX.matcher(line);
        Matcher unique = UNIQUE.matcher(line);
        Matcher column = COLUMN.matcher(line);
        if (index.matches()) {
            String where =
                    index.group(3) == null ? "" : " where " + index.group(3).toLowerCase(Locale.ROOT);
            things.put(table + "." + index.group(1), "index (" + index.group(2).toLowerCase(Locale.ROOT) + ")" + where);
        } else if (unique.matches()) {
            things.put(table + ".unique", "(" + unique.group(1) + ")");
        } else if (column.matches()) {
            read(table, column, things);
        }
    }

    private static void read(String table, Matcher column, Map<String, String> things) {
        String type = column.group(2).toLowerCase(Locale.ROOT);
        String rest = column.group(3).toLowerCase(Locale.ROOT);
        boolean key = rest.contains("primary key");
        if (key) {
            things.put(table + ".primary key", "(" + column.group(1) + ")");
        }
        Matcher reference = Pattern.compile("references (.*)").matcher(rest);
        if (reference.find()) {
            things.put(table + "." + column.group(1) + " references", reference.group(1));
        }
        Matcher initial = Pattern.compile("default (\\S+)").matcher(rest);
        String value = initial.find() ? " default " + initial.group(1) : "";
        things.put(
                table + "." + column.group(1),
                TYPES.getOrDefault(type, type) + (key || rest.contains("not null") ? " not null" : "") + value);
    }

    private static String text() {
        try (InputStream file = Objects.requireNonNull(GivenTables.class.getResourceAsStream("given.sql"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
