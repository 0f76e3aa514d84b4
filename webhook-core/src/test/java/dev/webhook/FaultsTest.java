package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.store.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is logged of faults, by SLF4J's simple logger at level INFO. */
class FaultsTest {

    private final Exception outage = new StoreUnavailableException("the disk is full");

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(before);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("^.*WebhookDispatcher - ", ""))
                .toList();
    }

    @Test
    void whatLastsIsSaidOnceAndItsEndOnce() {
        Faults faults = new Faults(Duration.ZERO);

        faults.over("it works");
        faults.met("it fails", outage);
        faults.met("it fails", outage);
        faults.over("it works");
        faults.over("it works");
        faults.met("it fails", outage);

        assertThat(lines())
                .containsExactly(
                        "it fails: the disk is full", "it works after 2 failures", "it fails: the disk is full");
    }

    @Test
    void whatFailsByTurnsIsNotSaidToBeOver() {
        Faults faults = new Faults(Duration.ofMinutes(1));

        faults.met("it fails", outage);
        faults.over("it works");
        faults.met("it fails", outage);

        assertThat(lines()).containsExactly("it fails: the disk is full");
    }

    @Test
    void aFaultOfOurOwnIsShownWithWhereItIs() {
        new Faults(Duration.ZERO).met("it fails", new IllegalStateException("a bug"));

        assertThat(lines()).first().isEqualTo("it fails");
        assertThat(lines()).anyMatch(line -> line.contains("at dev.webhook.FaultsTest"));
    }
}
