package dev.webhook.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.signing.WebhookVerifier;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningBenchmarkTest {

    private final SigningBenchmark benchmark = new SigningBenchmark();

    @ParameterizedTest
    @CsvSource({"v1,363", "v1,65536", "v1a,363", "v1a,65536"})
    void whatItSignsIsVerified(String scheme, int bytes) {
        benchmark.scheme = scheme;
        benchmark.bytes = bytes;
        benchmark.prepare();
        String publicKey = benchmark.keys.get(0).publicKey();
        String secret = benchmark.keys.get(0).secret().reveal();

        assertThat(benchmark.body).hasSize(bytes).doesNotContain(0);
        assertThat(WebhookVerifier.standard(Objects.requireNonNullElse(publicKey, secret))
                        .withClock(InstantSource.fixed(SigningBenchmark.NOW))
                        .verify(benchmark.sign()::get, benchmark.body)
                        .id())
                .isEqualTo("msg_2b1c");
    }
}
