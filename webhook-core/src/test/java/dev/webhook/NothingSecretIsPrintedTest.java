package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads all that {@link EverythingPrinted} prints, in a JVM of its own: loggers take their level once. */
class NothingSecretIsPrintedTest {

    /** That these are there shows that the program got that far, and that all loggers are on. */
    private static final List<String> WITNESSES = List.of(
            "the end",
            "Endpoint[id=",
            "Delivery[id=",
            "Attempt[1 to http://receiver.test",
            "AttemptResponse[200]",
            "StoredEvent[event=Event[",
            "DeadLetter[id=",
            "Explanation[status=",
            "Health[storeReachable=true",
            "Health[storeReachable=false",
            "CircuitStatus[state=OPEN",
            "LaneStatus[",
            "SigningKey[id=",
            "OutcomeRecord[",
            "DeliveryReport[",
            "Publication[",
            "HttpTransport.send[HttpRequest[receiver.test",
            "Response[200, ",
            "Response[302, ",
            "Response[410, ",
            "Response[999, ",
            "Unreachable[cause=CONNECT",
            "Blocked[reason=address 169.254.169.254",
            "WebhookListener.deadLettered",
            "WebhookListener.circuitOpened",
            "WebhookListener.endpointDisabled",
            "DEBUG dev.webhook.WebhookDispatcher - delivery=",
            "FINE: Q",
            "INFO dev.webhook.WebhookDispatcher - Webhook dispatcher",
            "can't be attempted because of a fault of this node",
            "a bug of a signer",
            "a bug of a transport",
            "a bug of a listener",
            "a bug in DeliveryStore.record",
            "DeliveryStore.record can't be reached",
            "InvalidEndpointException",
            "InvalidEventException",
            "IdempotencyConflictException",
            "can't be serialized");

    @TempDir
    Path directory;

    @Test
    void noSecretIsInWhatIsLoggedOrThrownOrInAnyText() throws Exception {
        Path secrets = directory.resolve("secrets");
        Path printed = directory.resolve("printed");

        int exit = run(secrets, printed);

        String text = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(exit)
                .as(() -> text.substring(Math.max(0, text.length() - 3_000)))
                .isZero();
        List<String> hidden = Files.readAllLines(secrets);
        assertThat(Canaries.found(hidden, text)).as(() -> lines(hidden, text)).isEmpty();
        assertThat(WITNESSES)
                .allSatisfy(witness ->
                        assertThat(text.contains(witness)).as(witness).isTrue());
        assertThat(text.contains("accepted: "))
                .as("an invalid endpoint was accepted")
                .isFalse();
        assertThat(hidden).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the token s3cret-token is wrong",
                "Basic czNjcmV0LXRva2Vu",
                "a key 7333637265742d746f6b656e",
                "[1, 115, 51, 99, 114, 101, 116, 45, 116, 111, 107, 101, 110, 2]"
            })
    void aSecretIsFoundInWhateverForm(String printed) {
        assertThat(Canaries.found(List.of("s3cret-token", "another"), printed)).hasSize(1);
        assertThat(Canaries.found(List.of("an0ther-token"), printed)).isEmpty();
    }

    private static int run(Path secrets, Path printed) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.language=en",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EverythingPrinted.class.getName(),
                        secrets.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        if (!program.waitFor(2, TimeUnit.MINUTES)) {
            program.destroyForcibly();
            throw new AssertionError("the program doesn't end; it printed " + Files.readString(printed));
        }
        return program.exitValue();
    }

    /** Returns where the secrets stand, for who has to mend it. */
    private static String lines(List<String> secrets, String printed) {
        return printed.lines()
                .filter(line -> !Canaries.found(secrets, line).isEmpty())
                .map(line -> line.substring(0, Math.min(1_000, line.length())))
                .limit(20)
                .reduce("", (all, line) -> all + "\n" + line);
    }
}
