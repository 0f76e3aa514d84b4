package dev.webhook.testkit.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds InfluxDB's program: an installed one of version 1, else Debian's package, which needn't be installed: apt loads
 * and verifies it without root, with a state of its own, into a cache folder in the user's home. Thread-safe, among JVMs too.
 */
final class InfluxBinaries {

    private static final String PACKAGE = "influxdb";

    private InfluxBinaries() {}

    /** @throws IllegalStateException if there is none and apt doesn't bring it; the message says why */
    static Path find(String searchPath, Path cache) {
        return Stream.of(searchPath.split(":", -1))
                .map(folder -> Path.of(folder, "influxd"))
                .filter(Files::isExecutable)
                .filter(InfluxBinaries::isVersion1)
                .findFirst()
                .orElseGet(() -> unpacked(cache));
    }

    /** Version 2 has the same name and other settings. */
    private static boolean isVersion1(Path program) {
        return Command.of(List.of(), program, "version")
                .output(Temporary.directory())
                .startsWith("InfluxDB v1.");
    }

    private static Path unpacked(Path cache) {
        Path home = cache.resolve("influxdb-1");
        Path program = home.resolve("usr/bin/influxd");
        try {
            if (!Files.isExecutable(program)) {
                Files.createDirectories(cache);
                unpack(cache, home, program);
            }
            return program;
        } catch (IOException e) {
            throw new IllegalStateException("InfluxDB can't be unpacked into " + home + ": " + e.getMessage(), e);
        }
    }

    private static void unpack(Path cache, Path home, Path program) throws IOException {
        Path work = Files.createTempDirectory(cache, "influxdb-unpacking-");
        try {
            apt(work, "update");
            apt(work, "download", PACKAGE);
            Path unpacked = work.resolve("unpacked");
            Command.of(List.of(), "dpkg-deb", "-x", downloaded(work), unpacked).run(work);
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // If another JVM was first, its directory is as good.
            if (!Files.isExecutable(program)) {
                throw e;
            }
        } finally {
            Command.of(List.of(), "rm", "-rf", work).run(cache);
        }
    }

    /** Runs apt with lists and caches below {@code work}, so that it asks for no rights and changes nothing. */
    private static void apt(Path work, String... words) throws IOException {
        Files.createDirectories(work.resolve("lists/partial"));
        Files.createDirectories(work.resolve("cache/archives/partial"));
        List<Object> all = new ArrayList<>(List.of("apt-get", "-qq"));
        List.of(
                        "Dir::State=" + work,
                        "Dir::State::Lists=" + work.resolve("lists"),
                        "Dir::State::status=/dev/null",
                        "Dir::Cache=" + work.resolve("cache"),
                        "APT::Sandbox::User=root",
                        "APT::Update::Error-Mode=any")
                .forEach(setting -> all.addAll(List.of("-o", setting)));
        all.addAll(List.of(words));
        Command.of(List.of(), all.toArray()).run(work);
    }

    private static Path downloaded(Path work) throws IOException {
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(work, PACKAGE + "_*.deb")) {
            for (Path found : packages) {
                return found;
            }
        }
        throw new IOException("apt downloaded no package " + PACKAGE);
    }
}
