package dev.webhook.testkit.docs;

import static dev.webhook.testkit.Answer.answer;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Measures the heap that an attempt in flight takes, for {@code docs/concurrency.md}. Run it by hand; the receiver, which
 * holds every answer back, is a second JVM.
 */
final class HeapPerAttempt {

    private static final int ATTEMPTS = 500;
    private static final int DATA_BYTES = 1_024;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private HeapPerAttempt() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            receive();
            return;
        }
        Process receiver = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapPerAttempt.class.getName(),
                        "receive")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = receiver.inputReader(StandardCharsets.UTF_8)) {
            measure(out.readLine());
        } finally {
            receiver.destroy();
        }
    }

    private static void receive() throws Exception {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.script(answer(200).held());
            System.out.println(receiver.url("/hooks").value());
            System.in.read();
        }
    }

    private static void measure(String url) throws InterruptedException {
        try (WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxConcurrentAttempts(ATTEMPTS)
                .shutdownTimeout(Duration.ZERO)
                .build()
                .start()) {
            Endpoint endpoint = dispatcher
                    .endpoints()
                    .register(1, EndpointSpec.url(url).subscribe("*").maxInFlight(ATTEMPTS));
            dispatcher.endpoints().pause(endpoint.id());
            for (int i = 0; i < ATTEMPTS; i++) {
                dispatcher.publish(NewEvent.forUser(1, "heap").json("\"" + "x".repeat(DATA_BYTES - 2) + "\""));
            }
            await(() -> dispatcher.endpoints().lane(endpoint.id()).waiting() == ATTEMPTS);
            long before = usedHeap();
            dispatcher.endpoints().resume(endpoint.id());
            await(() -> dispatcher.health().attemptsInFlight() == ATTEMPTS);
            long after = usedHeap();
            System.out.printf(
                    "%d attempts of %d bytes in flight: %d KiB of heap each, %d threads in the JVM%n",
                    ATTEMPTS, DATA_BYTES, (after - before) / ATTEMPTS / 1024, Thread.activeCount());
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it took longer than " + LONGEST_WAIT);
            }
            Thread.sleep(20);
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
