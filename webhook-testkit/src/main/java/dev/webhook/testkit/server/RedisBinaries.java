package dev.webhook.testkit.server;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a {@code redis-server}: one that is installed and new enough, or the one in the jar of embedded-redis
 * (com.github.codemonstur), of which nothing but that file is used. Thread-safe, among JVMs too.
 */
final class RedisBinaries {

    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");
    private static final int OLDEST = 602;

    private RedisBinaries() {}

    /**
     * Returns the program: an installed one, else the jar's.
     *
     * @param searchPath folders as the variable {@code PATH} lists them
     * @throws IllegalStateException if there is none
     */
    static Path find(String searchPath) {
        Path installed = installed(searchPath);
        return installed == null ? unpacked() : installed;
    }

    /** Returns the program: the jar's, or an installed one if there is no jar. */
    static Path findEmbedded(String searchPath) {
        Path installed = isPacked() ? null : installed(searchPath);
        return installed == null ? unpacked() : installed;
    }

    private static @Nullable Path installed(String searchPath) {
        for (String folder : searchPath.split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, "redis-server");
            if (!folder.isBlank() && Files.isExecutable(program) && isNewEnough(program)) {
                return program.toAbsolutePath();
            }
        }
        return null;
    }

    private static boolean isNewEnough(Path program) {
        Matcher version = VERSION.matcher(printed(program));
        return version.find()
                && Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2)) >= OLDEST;
    }

    private static String printed(Path program) {
        try {
            Process process = Command.of(List.of(), program, "--version")
                    .in(Temporary.directory())
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Command.ended(process) ? printed : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Unpacks beside the place and renames, so that nobody runs half a program, or another user's. */
    private static Path unpacked() {
        byte[] program = packed();
        Path folder = Temporary.directory();
        try {
            Path stage = Files.createTempFile(folder, "webhook-redis-unpacking-", "");
            int uid = Temporary.uid(stage);
            Path unpacked = folder.resolve("webhook-redis-server-" + Temporary.digest(program) + "-" + uid);
            if (isUnpacked(unpacked, uid, program.length)) {
                Files.delete(stage);
                return unpacked;
            }
            Files.copy(new ByteArrayInputStream(program), stage, StandardCopyOption.REPLACE_EXISTING);
            if (!stage.toFile().setExecutable(true, true)) {
                throw new IOException("it can't be made executable");
            }
            return Files.move(stage, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException("Redis can't be unpacked into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean isUnpacked(Path unpacked, int uid, int size) throws IOException {
        return Files.isExecutable(unpacked) && Temporary.uid(unpacked) == uid && Files.size(unpacked) == size;
    }

    private static boolean isPacked() {
        return RedisBinaries.class.getResource(packedName()) != null;
    }

    private static byte[] packed() {
        String name = packedName();
        try (InputStream in = RedisBinaries.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("there is no redis-server from 6.2 on in the PATH, and "
                        + "com.github.codemonstur:embedded-redis 1.4 with one for this system (" + name.substring(1)
                        + ") isn't on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packedName() {
        return "/redis-server-" + system();
    }

    private static String system() {
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        if (mac) {
            return "6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        return arm ? "6.2.7-linux-arm64" : "6.2.6-v5-linux-amd64";
    }
}
