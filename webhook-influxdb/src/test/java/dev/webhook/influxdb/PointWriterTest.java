package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PointWriterTest {

    private final PointBuffer buffer = new PointBuffer(10, 4);
    private final List<List<String>> taken = new ArrayList<>();

    private PointWriter writer(Consumer<List<String>> server) {
        return new PointWriter(buffer, server, Duration.ofMillis(1), Duration.ofMillis(1));
    }

    private static void fill(PointWriter writer, int lines) {
        IntStream.range(0, lines).forEach(i -> writer.add("line " + i));
    }

    @Test
    void whatWaitsAtTheEndIsWrittenInBatches() {
        PointWriter writer = writer(taken::add);
        fill(writer, 10);
        buffer.close();

        writer.run();

        assertThat(taken).extracting(List::size).containsExactly(4, 4, 2);
        assertThat(writer.written()).isEqualTo(10);
        assertThat(writer.dropped()).isZero();
    }

    @Test
    void whatTheBufferHasNoRoomForIsDroppedAndCounted() {
        PointWriter writer = writer(taken::add);
        fill(writer, 13);
        assertThat(writer.dropped()).isEqualTo(3);

        buffer.close();
        fill(writer, 2);

        assertThat(writer.dropped()).isEqualTo(5);
    }

    @Test
    void aBatchIsTriedAgainAndDroppedAfterSixTries() {
        AtomicInteger calls = new AtomicInteger();
        PointWriter writer = writer(batch -> {
            if (calls.incrementAndGet() <= PointWriter.MOST_TRIES + 2) {
                throw new IllegalStateException("away");
            }
            taken.add(batch);
            buffer.close();
        });
        fill(writer, 8);

        writer.run();

        assertThat(calls).hasValue(PointWriter.MOST_TRIES + 3);
        assertThat(taken).containsExactly(List.of("line 4", "line 5", "line 6", "line 7"));
        assertThat(writer.dropped()).isEqualTo(4);
        assertThat(writer.written()).isEqualTo(4);
    }

    @Test
    void anOutageHasOneLineInTheLogHoweverLongItIs() {
        AtomicInteger calls = new AtomicInteger();
        PointWriter writer = writer(batch -> {
            if (calls.incrementAndGet() < 10) {
                throw new IllegalStateException("away\nfor now" + "x".repeat(1_000));
            }
            buffer.close();
        });
        fill(writer, 8);
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            writer.run();
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(StandardCharsets.UTF_8).lines().toList())
                .singleElement()
                .asString()
                .contains("Metrics can't be written to InfluxDB", "away for now")
                .hasSizeLessThan(600);
    }

    @Test
    void onceClosedNothingIsTriedASecondTime() {
        AtomicInteger calls = new AtomicInteger();
        PointWriter writer = writer(batch -> {
            calls.incrementAndGet();
            throw new IllegalStateException("away");
        });
        fill(writer, 10);
        buffer.close();

        writer.run();

        assertThat(calls).hasValue(1);
        assertThat(writer.dropped()).isEqualTo(10);
    }

    @Test
    void aThreadThatIsInterruptedEndsAndCountsWhatItLeaves() {
        PointWriter writer = writer(batch -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("away");
        });
        fill(writer, 10);

        writer.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(writer.dropped()).isEqualTo(10);
    }
}
