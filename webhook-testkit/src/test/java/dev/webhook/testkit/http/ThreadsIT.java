package dev.webhook.testkit.http;

import static dev.webhook.testkit.http.Sending.localhost;
import static dev.webhook.testkit.http.Sending.request;
import static dev.webhook.testkit.http.Sending.send;
import static dev.webhook.testkit.http.Sending.transport;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.HostileReceiver;
import dev.webhook.testkit.HostileReceiver.Behaviour;
import dev.webhook.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ThreadsIT {

    @Test
    void noThreadIsLeftAfterClosing() throws InterruptedException {
        Set<Thread> before = ours();
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                HostileReceiver hostile = HostileReceiver.start(Behaviour.NEVER_ANSWERS);
                HttpTransport transport = transport().build()) {
            send(transport, localhost("localhost", receiver.port()));
            transport.send(
                    request(hostile.url("/")).timeout(Duration.ofMillis(50)).build());
            assertThat(ours()).hasSizeGreaterThan(before.size());
        }
        for (Thread thread : ours()) {
            if (!before.contains(thread)) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    /** All but the daemons that OkHttp and Okio share in a JVM, which end when idle for a minute. */
    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("OkHttp"))
                .filter(thread -> !thread.getName().startsWith("Okio"))
                .collect(Collectors.toSet());
    }
}
