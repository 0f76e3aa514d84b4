package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import dev.webhook.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ArchiveSink} must do. */
public abstract class ArchiveSinkContract extends ArchiveRules {

    private static final ObjectName NAME = new ObjectName("events", "one.1");
    private static final int LARGE_BYTES = 20_000_000;

    private boolean put(ObjectName name, String text) {
        return sink().put(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String text(ObjectName name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private void assertAbsent(ObjectName name) {
        assertThat(sink().open(name)).isEmpty();
        assertThat(sink().list(name.folder())).doesNotContain(name);
    }

    @Test
    void whatWasPutIsOpenedAndListed() {
        assertThat(put(NAME, "rows")).isTrue();

        assertThat(text(NAME)).isEqualTo("rows");
        assertThat(text(NAME)).isEqualTo("rows");
        assertThat(sink().list("events")).containsExactly(NAME);
    }

    @Test
    void anObjectMayBeEmpty() {
        assertThat(put(NAME, "")).isTrue();

        assertThat(text(NAME)).isEmpty();
        assertThat(put(NAME, "rows")).isFalse();
    }

    @Test
    void whatHasTheNameIsLeftAsItIs() {
        put(NAME, "first");

        assertThat(put(NAME, "second")).isFalse();
        assertThat(text(NAME)).isEqualTo("first");
    }

    @Test
    void whatWasNeverPutIsAbsent() {
        put(NAME, "rows");

        assertAbsent(new ObjectName("events", "one"));
        assertAbsent(new ObjectName("event", "one.1"));
        assertAbsent(new ObjectName("events", "one.1.1"));
    }

    @Test
    void aFolderIsListedInOrderAndWithoutTheOthers() {
        for (String file : List.of("b.10", "a", "b-1", "b.9", "_", "B")) {
            put(new ObjectName("events", file), file);
        }
        put(new ObjectName("events2", "c"), "c");
        put(new ObjectName("event", "d"), "d");

        assertThat(sink().list("events"))
                .extracting(ObjectName::file)
                .containsExactly("B", "_", "a", "b-1", "b.10", "b.9");
    }

    @Test
    void aFolderThatIsNotThereOrCanNotBeIsEmpty() {
        put(NAME, "rows");

        assertThat(sink().list("deliveries")).isEmpty();
        assertThat(sink().list("")).isEmpty();
        assertThat(sink().list(".")).isEmpty();
        assertThat(sink().list("events/../events")).isEmpty();
    }

    @Test
    void nothingIsFoundBeforeTheContentHasEnded() {
        sink().put(NAME, out -> {
            out.write(random(LARGE_BYTES));
            out.flush();
            assertAbsent(NAME);
        });

        assertThat(sink().list("events")).containsExactly(NAME);
    }

    @Test
    void nothingIsStoredOfContentThatFails() {
        for (int bytes : new int[] {0, 100, LARGE_BYTES}) {
            IllegalStateException failure = new IllegalStateException("the query failed");
            assertThatThrownBy(() -> sink().put(NAME, out -> {
                        out.write(random(bytes));
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> sink().put(NAME, out -> {
                        out.write(random(bytes));
                        throw new IOException("broken");
                    }))
                    .isInstanceOf(StoreUnavailableException.class);
            assertAbsent(NAME);
        }
        assertThat(put(NAME, "at last")).isTrue();
        assertThat(text(NAME)).isEqualTo("at last");
    }

    @Test
    void aLargeObjectComesBackByteForByte() throws IOException {
        byte[] large = random(LARGE_BYTES);
        sink().put(NAME, out -> writeInPieces(large, out));

        try (InputStream in = sink().open(NAME).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
    }

    private static void writeInPieces(byte[] bytes, OutputStream out) throws IOException {
        out.write(bytes[0]);
        for (int at = 1; at < bytes.length; at += 70_001) {
            out.write(bytes, at, Math.min(70_001, bytes.length - at));
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);
        return random;
    }

    @Test
    void aLargeObjectNeverTakesTheNameOfOneThatCameBeforeItsEnd() {
        boolean put = sink().put(NAME, out -> {
            out.write(random(LARGE_BYTES));
            assertThat(put(NAME, "quick")).isTrue();
        });

        assertThat(put).isFalse();
        assertThat(text(NAME)).isEqualTo("quick");
    }

    @Test
    void aStreamMayBeClosedBeforeItsEnd() throws IOException {
        sink().put(NAME, out -> out.write(random(LARGE_BYTES)));
        try (InputStream in = sink().open(NAME).orElseThrow()) {
            assertThat(in.read()).isNotNegative();
        }

        assertThat(sink().open(NAME)).isPresent().get().satisfies(InputStream::close);
    }

    @Test
    void ofManyWhoPutTheSameNameOneSucceeds() {
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String text = "writer " + i;
            writers.add(() -> put(NAME, text) ? text : "");
        }
        List<String> succeeded = new ArrayList<>(Crowd.run(writers));
        succeeded.removeAll(Collections.singleton(""));

        assertThat(succeeded).containsExactly(text(NAME));
    }

    @Test
    void manyPutAndListAtTheSameTime() {
        List<ObjectName> names = IntStream.range(0, 8)
                .mapToObj(i -> new ObjectName("events", "p." + i))
                .toList();
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (ObjectName name : names) {
            writers.add(() -> put(name, name.file()) && sink().list("events").contains(name));
        }

        assertThat(Crowd.run(writers)).doesNotContain(false);
        assertThat(sink().list("events")).isEqualTo(names);
        assertThat(names).allSatisfy(name -> assertThat(text(name)).isEqualTo(name.file()));
    }
}
