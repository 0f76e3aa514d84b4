package dev.webhook.retention;

import dev.webhook.store.StoreUnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps an object as the file {@code folder/file} below a directory. It is written under a hidden name, forced to the
 * disk and then linked to its own: a link appears at once and never replaces, which a rename would.
 *
 * <p>Thread-safe.
 */
final class DirectoryArchiveSink implements ArchiveSink {

    private final Path root;

    DirectoryArchiveSink(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public boolean put(ObjectName name, Content content) {
        Path folder = root.resolve(name.folder());
        try {
            makeDirectory(folder);
            return !Files.exists(path(name)) && write(folder, name.file(), content);
        } catch (IOException failed) {
            throw new StoreUnavailableException(name + " can't be written: " + failed, failed);
        }
    }

    /** No object's name begins with a full stop, so what a crash leaves is never taken for one. */
    private static boolean write(Path folder, String file, Content content) throws IOException {
        Path hidden = folder.resolve("." + file + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(hidden, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.createLink(folder.resolve(file), hidden);
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.deleteIfExists(hidden);
        }
        force(folder);
        return true;
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.getParent();
            if (parent != null) {
                makeDirectory(parent);
            }
            Files.createDirectories(directory);
            if (parent != null) {
                force(parent);
            }
        }
    }

    /** Makes the entries of a directory durable, where a directory can be opened: not on Windows. */
    private static void force(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public Optional<InputStream> open(ObjectName name) {
        try {
            return Optional.of(Files.newInputStream(path(name)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new StoreUnavailableException(name + " can't be opened: " + failed, failed);
        }
    }

    @Override
    public List<ObjectName> list(String folder) {
        if (!ObjectName.isValid(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(ObjectName::isValid)
                    .map(file -> new ObjectName(folder, file))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException missing) {
            return List.of();
        } catch (IOException failed) {
            throw new StoreUnavailableException(folder + " can't be listed: " + failed, failed);
        }
    }

    private Path path(ObjectName name) {
        return root.resolve(name.folder()).resolve(name.file());
    }
}
