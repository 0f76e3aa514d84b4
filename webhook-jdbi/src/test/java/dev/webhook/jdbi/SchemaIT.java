package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SchemaIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "schema.md");

    private final PostgresDatabase database;

    SchemaIT(PostgresDatabase database) {
        this.database = database;
    }

    private record Difference(String given, String present) {}

    private Map<String, String> migrated() {
        WebhookSchema.migrate(database.dataSource());
        return Jdbi.create(database.dataSource()).withHandle(MigratedTables::read);
    }

    /** Returns the rows of a table in the document, from the name in its first column to the code in its others. */
    private static Map<String, List<String>> documented(String table) {
        try {
            List<String> lines = Files.readAllLines(DOCUMENT);
            Map<String, List<String>> rows = new LinkedHashMap<>();
            int at = lines.indexOf("<!-- table: " + table + " -->") + 3;
            for (int i = at; i < lines.size() && lines.get(i).startsWith("|"); i++) {
                List<String> cells = List.of(lines.get(i).split("\\|", -1));
                List<String> plain = cells.stream()
                        .map(cell -> cell.strip().replaceAll("^`|`$", ""))
                        .toList();
                assertThat(plain.get(plain.size() - 2))
                        .as("the reason in %s", lines.get(i))
                        .isNotEmpty();
                assertThat(rows.put(plain.get(1), plain.subList(2, plain.size() - 2)))
                        .as(lines.get(i))
                        .isNull();
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyGivenThingIsThereAsItWasGivenOrItsDifferenceIsDocumented() {
        Map<String, String> present = migrated();
        Map<String, Difference> differences = new TreeMap<>();
        GivenTables.read().forEach((name, given) -> {
            String is = present.getOrDefault(name, "");
            if (!is.equals(given)) {
                differences.put(name, new Difference(given, is));
            }
        });

        Map<String, Difference> documented = new TreeMap<>();
        documented("differences")
                .forEach((name, cells) -> documented.put(name, new Difference(cells.get(0), cells.get(1))));
        assertThat(documented).isEqualTo(differences);
    }

    @Test
    void whateverStandsBesideTheGivenIsDocumented() {
        Map<String, String> added = new TreeMap<>(migrated());
        List<String> given = List.of(
                "webhooks.", "webhook_subscriptions.", "webhook_events.", "webhook_deliveries.", "webhook_dlq.");
        added.keySet().removeAll(GivenTables.read().keySet());
        added.keySet().removeIf(name -> given.stream().noneMatch(name::startsWith));

        Map<String, String> documented = new TreeMap<>();
        documented("additions").forEach((name, cells) -> documented.put(name, cells.get(0)));
        assertThat(documented).isEqualTo(added);
    }
}
