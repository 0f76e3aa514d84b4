package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartIT {

    @Test
    void everythingArrivesAndBothSidesAgree() throws Exception {
        Ran ran = Ran.of(Quickstart::run);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("retry", "CIRCUIT OPENS", "CIRCUIT CLOSES", "DEAD LETTER", "redrive", "why not?")
                .doesNotContain("DIFFERS", "whsec_");
        assertThat(ran.out()).containsSubsequence("DEAD LETTER", "mended", "redrive", "attempt 3: HTTP status 204");
        assertThat(row(ran, "deliveries to healthy")).containsExactly("4", "4", "4", "ok");
        assertThat(row(ran, "deliveries to picky")).containsExactly("2", "2", "2", "ok");
        assertThat(row(ran, "attempts")).containsExactly("16", "16", "16", "ok");
        assertThat(row(ran, "redriven")).containsExactly("1", "1", "1", "ok");
    }

    @ParameterizedTest
    @CsvSource({
        "signature, signatures verified, redriven",
        "retry, retries, deliveries to healthy",
        "redrive, redriven, retries",
    })
    void aSabotagedPartIsMissed(String sabotage, String missed, String intact) throws Exception {
        Ran ran = Ran.of(Quickstart::run, "--sabotage", sabotage);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("FAILED: " + missed + ":").doesNotContain("FAILED: " + intact + ":");
        assertThat(row(ran, missed)).last().isEqualTo("DIFFERS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sabotage", "--sabotage none", "--sabotage RETRY", "retry", "--sabotage retry retry"})
    void otherArgumentsAreRefused(String arguments) throws Exception {
        Ran ran = Ran.of(Quickstart::run, arguments.split(" ", -1));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("usage:");
    }

    @Test
    void noThreadIsLeft() throws Exception {
        Ran.of(Quickstart::run, "--sabotage", "retry");

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(Thread::isAlive)
                .extracting(Thread::getName)
                .noneMatch(
                        name -> name.startsWith("webhook") || name.startsWith("receiver") || name.startsWith("HTTP-"));
    }

    private static List<String> row(Ran ran, String what) {
        String line = ran.out()
                .lines()
                .filter(text -> text.startsWith("  " + what + " "))
                .findFirst()
                .orElseThrow();
        return List.of(line.substring(what.length() + 2).strip().split(" +", -1));
    }
}
