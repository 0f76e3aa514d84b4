package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class WakingIT {

    /** Loops wait 5 ms, then twice as long each time: one that has waited so long is in a wait of 5.12 s or more. */
    private static final Duration SELDOM = Duration.ofMillis(2_600);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** The store schedules by itself, which its own node's claimer must hear of all the same. */
    @Test
    void whatANodePublishesWakesItsRouterAndThenItsClaimer(PostgresDatabase database) {
        WebhookSchema.migrate(database.dataSource());
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher node = WebhookDispatcher.builder()
                        .storage(PostgresStorage.builder(database.dataSource())
                                .secrets(TestStorage.cipher())
                                .build())
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .pollInterval(Duration.ofMinutes(1))
                        .build()
                        .start()) {
            node.endpoints()
                    .register(7, EndpointSpec.url(receiver.url("/").value()).subscribe("order.placed"));
            awaitIdle(node);

            node.publish(NewEvent.forUser(7, "order.placed").json("{}"));

            receiver.await(1, AT_ONCE);
        }
    }

    /** Waits until router and claimer haven't looked for so long. */
    private static void awaitIdle(WebhookDispatcher node) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (node.health().loops().stream()
                .filter(loop -> loop.name().matches(".*-(router|claimer)"))
                .anyMatch(loop -> loop.lastRun() == null
                        || loop.lastRun().isAfter(Instant.now().minus(SELDOM)))) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
