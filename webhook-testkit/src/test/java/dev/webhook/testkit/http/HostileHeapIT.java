package dev.webhook.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.HostileReceiver;
import dev.webhook.testkit.HostileReceiver.Behaviour;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers run here, outside the small heap of the JVM that sends. */
class HostileHeapIT {

    private final List<HostileReceiver> hostile = new ArrayList<>();
    private final ScriptedReceiver healthy = ScriptedReceiver.start();

    @AfterEach
    void close() {
        healthy.close();
        hostile.forEach(HostileReceiver::close);
    }

    @Test
    void with64MegabytesOfHeap32AttemptsAgainstEachHostileReceiverEndInTimeAndHarmNobodyElse(@TempDir Path dir)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName(),
                healthy.url("/").value()));
        for (Behaviour behaviour : Behaviour.values()) {
            HostileReceiver receiver = HostileReceiver.start(behaviour);
            hostile.add(receiver);
            command.add(receiver.url("/" + behaviour).value());
        }
        command.add("http://slow.test:8080/SLOW_DNS");
        Path output = dir.resolve("output");

        Process probe = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(probe.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(output)).isEqualToIgnoringNewLines("done");
            assertThat(probe.exitValue()).isZero();
        } finally {
            probe.destroyForcibly().waitFor();
        }
        assertThat(hostile)
                .allSatisfy(receiver -> assertThat(receiver.connections()).isBetween(1, 32));
    }
}
