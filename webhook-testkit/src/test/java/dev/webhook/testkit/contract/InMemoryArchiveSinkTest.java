package dev.webhook.testkit.contract;

import dev.webhook.memory.InMemoryArchiveSink;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class InMemoryArchiveSinkTest extends ArchiveSinkContract {

    private final Map<ObjectName, byte[]> replaced = new HashMap<>();
    private final ArchiveSink sink = new Replacing(InMemoryArchiveSink.create());

    @Override
    protected ArchiveSink sink() {
        return sink;
    }

    @Override
    protected void replace(ObjectName name, byte[] bytes) {
        replaced.put(name, bytes);
    }

    /** Memory can't be reached behind the sink's back. */
    private final class Replacing implements ArchiveSink {

        private final ArchiveSink sink;

        Replacing(ArchiveSink sink) {
            this.sink = sink;
        }

        @Override
        public boolean put(ObjectName name, Content content) {
            return sink.put(name, content);
        }

        @Override
        public Optional<InputStream> open(ObjectName name) {
            byte[] bytes = replaced.get(name);
            return bytes == null ? sink.open(name) : Optional.of(new ByteArrayInputStream(bytes));
        }

        @Override
        public List<ObjectName> list(String folder) {
            return sink.list(folder);
        }
    }
}
