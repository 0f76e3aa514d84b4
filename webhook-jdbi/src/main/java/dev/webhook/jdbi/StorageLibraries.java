package dev.webhook.jdbi;

import dev.webhook.RequiredLibrary;
import java.util.List;

/** The libraries that the storage uses; {@code docs/dependencies.md} says how the versions were found. */
final class StorageLibraries {

    private static final List<RequiredLibrary> ALL = List.of(
            new RequiredLibrary(
                    "jdbi3-core", "3.38.0", "org.jdbi.v3.core.Jdbi", "org.jdbi.v3.core.result.ResultIterable#set"),
            new RequiredLibrary(
                    "jdbi3-postgres",
                    "3.38.0",
                    "org.jdbi.v3.postgres.PostgresPlugin",
                    "org.jdbi.v3.postgres.PostgresPlugin"),
            new RequiredLibrary(
                    "HikariCP", "3.4.5", "com.zaxxer.hikari.HikariConfig", "com.zaxxer.hikari.HikariConfig"),
            new RequiredLibrary("postgresql", "42.2.29", "org.postgresql.Driver", "org.postgresql.util.PSQLException"));

    private StorageLibraries() {}

    /** Throws an {@link dev.webhook.InvalidConfigurationException} that names each that is missing or too old. */
    static void require() {
        RequiredLibrary.requireAll(ALL, StorageLibraries.class.getClassLoader());
    }
}
