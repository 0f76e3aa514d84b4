package dev.webhook.jdbi;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of {@code ops/} that a server of any user can run, with the variables it is run with. Immutable. */
record OpsScripts(Path directory, Map<String, String> environment) {

    /** Surefire runs in the module's directory. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    record Result(int status, String output) {}

    /** Copies the scripts; backups go to {@code target}. */
    static OpsScripts copiedTo(Path directory, String target) {
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("ops"))) {
            for (Path file : files.toList()) {
                Path copy = Files.copy(file, directory.resolve(file.getFileName()), COPY_ATTRIBUTES);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OpsScripts(directory, Map.of("BACKUP_TARGET", target));
    }

    OpsScripts with(String name, Object value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value.toString());
        return new OpsScripts(directory, Map.copyOf(more));
    }

    /** Returns where the scripts look for programs. */
    String path() {
        return environment.getOrDefault("PATH", System.getenv("PATH"));
    }

    Result run(String script, Object... arguments) {
        List<String> words = new ArrayList<>(List.of(directory.resolve(script).toString()));
        Stream.of(arguments).map(Object::toString).forEach(words::add);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a script that must succeed, and returns what it printed. */
    String succeed(String script, Object... arguments) {
        Result result = run(script, arguments);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    String afterRestore() {
        try {
            return Files.readString(directory.resolve("after-restore.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
