package dev.webhook.memory;

import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import dev.webhook.store.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * An archive sink in the JVM's memory, for tests and examples. It is the only one that does hold its objects in memory.
 *
 * <p>Thread-safe.
 */
public final class InMemoryArchiveSink implements ArchiveSink {

    private final ConcurrentNavigableMap<ObjectName, byte[]> objects = new ConcurrentSkipListMap<>();

    private InMemoryArchiveSink() {}

    /** Returns an empty sink. */
    public static InMemoryArchiveSink create() {
        return new InMemoryArchiveSink();
    }

    @Override
    public boolean put(ObjectName name, Content content) {
        if (objects.containsKey(name)) {
            return false;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(bytes);
        } catch (IOException failed) {
            throw new StoreUnavailableException(name + " can't be written: " + failed, failed);
        }
        return objects.putIfAbsent(name, bytes.toByteArray()) == null;
    }

    @Override
    public Optional<InputStream> open(ObjectName name) {
        return Optional.ofNullable(objects.get(name)).map(ByteArrayInputStream::new);
    }

    @Override
    public List<ObjectName> list(String folder) {
        return objects.keySet().stream()
                .filter(name -> name.folder().equals(folder))
                .toList();
    }
}
