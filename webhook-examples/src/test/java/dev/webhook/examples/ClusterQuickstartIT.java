package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterQuickstartIT {

    private static final Set<String> BOTH = Set.of("/stock 1", "/stock 2");

    @Test
    void everyWebhookIsDeliveredThoughANodeIsKilledAndRedisFlushed() throws Exception {
        Ran ran = Ran.of(ClusterQuickstart::run);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .containsSubsequence("redis, epoch", "KILLED", "FLUSHED", "redis, epoch")
                .contains("deliveries: to be made 900, in the receiver's log 900, successful in the store 900");
    }

    @Test
    void argumentsAreRefused() throws Exception {
        Ran ran = Ran.of(ClusterQuickstart::run, "--redis-url");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("usage:");
    }

    @Test
    void whatOneSideLacksIsNamed() {
        assertThat(ClusterQuickstart.complaints(BOTH, BOTH, BOTH)).isEmpty();
        assertThat(ClusterQuickstart.complaints(BOTH, Set.of("/stock 1"), BOTH))
                .containsExactly(
                        "1 deliveries never arrived: [/stock 2]",
                        "1 deliveries are successful in the store and never arrived: [/stock 2]");
        assertThat(ClusterQuickstart.complaints(BOTH, BOTH, Set.of("/stock 2")))
                .containsExactly("1 deliveries arrived and aren't successful in the store: [/stock 1]");
        assertThat(ClusterQuickstart.complaints(Set.of("/stock 1"), BOTH, BOTH))
                .containsExactly("1 deliveries arrived and were never committed: [/stock 2]");
    }
}
