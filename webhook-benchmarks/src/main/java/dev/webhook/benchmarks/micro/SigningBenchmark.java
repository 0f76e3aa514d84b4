package dev.webhook.benchmarks.micro;

import dev.webhook.benchmarks.Bench;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the signature of one attempt costs, with its headers, by one key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SigningBenchmark {

    static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    /** A scheme of Standard Webhooks. */
    @Param({"v1", "v1a"})
    String scheme = "";

    /** The body's bytes: as many as {@link Bench#DATA} has, and 64 KiB. */
    @Param({"363", "65536"})
    int bytes;

    byte[] body = {};
    List<SigningKey> keys = List.of();

    /** Makes the body of the event's data, over and over, and a key. */
    @Setup
    public void prepare() {
        byte[] data = Bench.DATA.getBytes(StandardCharsets.UTF_8);
        body = Arrays.copyOf(data, bytes);
        for (int i = data.length; i < bytes; i++) {
            body[i] = data[i % data.length];
        }
        SigningScheme signing = new SigningScheme(scheme);
        keys = List.of(SigningKey.of(signing, Signers.builtIn().signer(signing).generate(), NOW));
    }

    /** Returns the headers of an attempt. */
    @Benchmark
    public Map<String, String> sign() {
        return Signers.builtIn().headers("msg_2b1c", NOW, body, keys);
    }
}
