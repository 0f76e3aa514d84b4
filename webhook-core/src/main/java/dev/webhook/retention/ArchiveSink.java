package dev.webhook.retention;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps named objects for {@link Archive}, each written once and never changed. What is in them is the archive's
 * concern.
 *
 * <p>Implementations are safe for use by many threads and many nodes, hold no object in memory as a whole, and throw
 * {@link dev.webhook.store.StoreUnavailableException} from every method if the place can't be reached or refuses.
 */
public interface ArchiveSink {

    /**
     * Stores an object unless there is one of that name.
     *
     * <p>The object appears whole and durable, or not at all: nobody finds it before {@code content} has ended, and
     * nothing is found of one whose writing failed or was interrupted by a crash. Of several that write the same name
     * at the same time, one succeeds. Once this has returned true, {@link #open} and {@link #list} find the object.
     * {@code content} is called at most once; what it throws unchecked is passed on as it is, and nothing is stored.
     *
     * @return false if the name is taken; what has it is left as it is
     */
    boolean put(ObjectName name, Content content);

    /**
     * Returns the bytes of an object from its beginning, or empty if there is none. The caller closes the stream;
     * reading throws {@link IOException} if the place fails meanwhile.
     */
    Optional<InputStream> open(ObjectName name);

    /** Returns the names of all objects in a folder, ascending; none if there is no such folder. */
    List<ObjectName> list(String folder);

    /** What an object is made of. */
    @FunctionalInterface
    interface Content {

        /** Writes all of it; leaves {@code out} open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Returns a sink that keeps objects as files below a directory, which is made if need be. Its file system must know
     * hard links: by them a file appears in one step and never takes another's place.
     */
    static ArchiveSink directory(Path directory) {
        return new DirectoryArchiveSink(directory);
    }
}
