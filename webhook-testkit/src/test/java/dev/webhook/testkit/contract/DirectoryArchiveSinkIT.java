package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArchiveSinkIT extends ArchiveSinkContract {

    @TempDir
    private Path directory;

    private Path root;
    private ArchiveSink sink;

    @BeforeEach
    void makeSink() {
        root = directory.resolve("not/made/yet");
        sink = ArchiveSink.directory(root);
    }

    @Override
    protected ArchiveSink sink() {
        return sink;
    }

    @Override
    protected void replace(ObjectName name, byte[] bytes) {
        try {
            Files.write(root.resolve(name.toString()), bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @AfterEach
    void noUnfinishedFileIsLeft() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void whatACrashLeftIsNotListed() throws IOException {
        Files.createDirectories(root.resolve("events"));
        Files.writeString(root.resolve("events/.one.1.ndjson.gz.1b9d6bcd"), "half");

        assertThat(sink.list("events")).isEmpty();
        Files.delete(root.resolve("events/.one.1.ndjson.gz.1b9d6bcd"));
    }
}
