package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A row of a partitioned table that another transaction has changed meanwhile is lost to a statement of PostgreSQL 18 that
 * finds partitions both by parameters and by what it reads (decision 11). RecordingIT shows it for the counts of events.
 */
class LockedPartitionsTest {

    private static final Pattern LOCKS = Pattern.compile("(?<!DO )\\b(UPDATE|DELETE|FOR SHARE)\\b");
    private static final Pattern BY_PARAMETERS = Pattern.compile("created_at (BETWEEN|<|<=|>|>=|= ANY|=) (ANY )?\\(?:");
    private static final Pattern BY_WHAT_IT_READS = Pattern.compile("created_at = \\w+\\.");

    @Test
    void whatLocksRowsFindsTheirPartitionsInOneWay() throws IOException, URISyntaxException {
        List<String> locking = statements().filter(LockedPartitionsTest::locks).toList();

        assertThat(locking).hasSizeGreaterThan(5);
        assertThat(locking)
                .allSatisfy(sql -> assertThat(BY_PARAMETERS.matcher(sql).find()
                                && BY_WHAT_IT_READS.matcher(sql).find())
                        .as(sql)
                        .isFalse());
    }

    private static boolean locks(String sql) {
        return LOCKS.matcher(sql).find()
                && Arrays.stream(PartitionedTable.values())
                        .anyMatch(table -> sql.contains(":\"schema\"." + table.table()));
    }

    private static Stream<String> statements() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(Statements.class.getResource("sql"));
        try (Stream<Path> files = Files.walk(Path.of(directory.toURI()))) {
            return files.filter(Files::isRegularFile).map(LockedPartitionsTest::read).toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
