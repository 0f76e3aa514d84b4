package dev.webhook.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.QueueStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimBenchmarkTest {

    private final ClaimBenchmark benchmark = new ClaimBenchmark();

    @BeforeEach
    void fill() {
        benchmark.waiting = 1_000;
        benchmark.fill();
    }

    @Test
    void aWholeBatchIsClaimed() {
        assertThat(benchmark.claim()).hasSize(ClaimBenchmark.BATCH);
    }

    /** Else what is measured would change while it is. */
    @Test
    void asManyAreDueAfterABatchAsBefore() {
        for (int i = 0; i < 100; i++) {
            assertThat(benchmark.claimAndSettle()).isEmpty();
        }

        assertThat(benchmark.queue.status()).isEqualTo(new QueueStatus(1_000, 0, 50));
        assertThat(benchmark.claim()).hasSize(ClaimBenchmark.BATCH);
    }
}
