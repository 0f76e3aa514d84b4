package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresQuickstartIT {

    /** Takes over a minute, for the leases of the killed node must run out. */
    @Test
    void everyCommittedOrderArrivesThoughANodeIsKilled() throws Exception {
        Ran ran = Ran.of(PostgresQuickstart::run);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .containsSubsequence("node 1", "KILLED", "node 2", "orders committed 180, rolled back 20")
                .contains("webhooks arrived 180, of rolled-back orders 0");
    }

    @Test
    void otherArgumentsAreRefused() throws Exception {
        Ran ran = Ran.of(PostgresQuickstart::run, "--jdbc-url");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("usage:");
    }
}
