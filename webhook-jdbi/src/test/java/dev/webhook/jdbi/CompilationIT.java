package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server that can compile statements, none of ours is worth it; the jars' servers can't, so one that is installed. */
@Timeout(120)
class CompilationIT {

    private static final int EVENTS = 20;

    /** Every plan goes to the server's log, with the time that compiling took if it was compiled. */
    private final PostgresProcess server = PostgresProcess.builder()
            .installation(InstalledTools.postgres())
            .set("session_preload_libraries", "auto_explain")
            .set("auto_explain.log_min_duration", "0")
            .set("auto_explain.log_analyze", "on")
            .start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void nothingThatADispatcherDoesIsCompiled() throws IOException {
        try (PostgresDatabase database = server.server().createDatabase("compilation");
                ScriptedReceiver receiver = ScriptedReceiver.start()) {
            Jdbi eye = Jdbi.create(database.dataSource());
            Assumptions.assumeTrue(number(eye, "SELECT pg_jit_available()::int") == 1, "it has no JIT");
            WebhookSchema.migrate(database.dataSource());
            PostgresStorage storage = PostgresStorage.builder(database.dataSource())
                    .secrets(TestStorage.cipher())
                    .build();
            receiver.script(Answer.answer(503).times(3), Answer.answer(200));
            try (WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                    .storage(storage)
                    .addressPolicy(AddressPolicy.unsafeForTests())
                    .build()) {
                dispatcher
                        .endpoints()
                        .register(
                                7,
                                EndpointSpec.url(receiver.url("/hooks").value())
                                        .subscribe("order.placed")
                                        .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 20)));
                dispatcher.start();
                dispatcher.publish(IntStream.range(0, EVENTS)
                        .mapToObj(event -> NewEvent.forUser(7, "order.placed").json(Integer.toString(event)))
                        .toList());
                RunningNode.await(
                        "all are delivered",
                        () -> number(eye, "SELECT count(*) FROM webhook_deliveries WHERE status = 'success'")
                                == EVENTS);
                storage.housekeeping().orElseThrow().run((partition, rows) -> {});
                dispatcher.eraseOwner(7);
            }
        }
        List<String> log = Files.readAllLines(server.logFile());
        assertThat(log.stream().filter(line -> line.contains("INTO \"public\".webhook_queue")))
                .isNotEmpty();
        assertThat(log.stream().filter(line -> line.strip().equals("JIT:"))).isEmpty();
    }

    private static int number(Jdbi eye, String sql) {
        return eye.withHandle(handle -> handle.createQuery(sql).mapTo(int.class).one());
    }
}
