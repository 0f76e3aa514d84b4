package dev.webhook.jdbi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that no dependency brings: where one is missing, its tests are skipped, and fail in CI. */
final class InstalledTools {

    private static final List<String> POSTGRES =
            List.of("postgres", "initdb", "pg_dump", "pg_restore", "pg_basebackup", "createdb", "psql");

    private InstalledTools() {}

    static Path shellcheck() {
        return required(
                onPath().map(directory -> directory.resolve("shellcheck"))
                        .filter(Files::isExecutable)
                        .findFirst(),
                "shellcheck isn't on the PATH (Debian: apt-get install shellcheck)");
    }

    /**
     * Returns the newest installation of PostgreSQL that has server and client programs of one version: pg_dump refuses a
     * newer server, and the jars have none.
     */
    static Path postgres() {
        Optional<Path> bin = Stream.concat(
                        // pgenv, Homebrew and Red Hat's packages; Debian's
                        onPath(), directories(Path.of("/usr/lib/postgresql")).map(version -> version.resolve("bin")))
                .filter(directory -> POSTGRES.stream().map(directory::resolve).allMatch(Files::isExecutable))
                .findFirst();
        return required(
                bin.map(Path::getParent),
                "there is no PostgreSQL with " + POSTGRES + " on the PATH or in /usr/lib/postgresql"
                        + " (Debian: apt-get install postgresql)");
    }

    /** Returns the directory that has Redis's server and client. */
    static Path redis() {
        return required(
                onPath().filter(directory -> Stream.of("redis-server", "redis-cli")
                                .map(directory::resolve)
                                .allMatch(Files::isExecutable))
                        .findFirst(),
                "redis-server and redis-cli aren't on the PATH (Debian: apt-get install redis-server)");
    }

    private static Stream<Path> onPath() {
        return Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of);
    }

    private static Stream<Path> directories(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.sorted(Comparator.reverseOrder()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path required(Optional<Path> found, String otherwise) {
        if (found.isEmpty() && System.getenv("CI") != null) {
            Assertions.fail(otherwise);
        }
        Assumptions.assumeTrue(found.isPresent(), otherwise);
        return found.orElseThrow();
    }
}
