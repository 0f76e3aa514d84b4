package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Replay;
import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that have moved to {@code webhook_events_archive} can be found and delivered again. */
@ExtendWith(PostgresExtension.class)
class ArchivedEventsIT {

    private static final String MOVE = """
            WITH moved AS (DELETE FROM webhook_events WHERE event_id = :id RETURNING *)
            INSERT INTO webhook_events_archive SELECT * FROM moved""";

    private final TestStorage storage;

    ArchivedEventsIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Test
    void anArchivedEventIsFoundAndReplayed() {
        try (WebhookDispatcher dispatcher =
                WebhookDispatcher.builder().storage(storage.storage()).build()) {
            Endpoint endpoint = dispatcher
                    .endpoints()
                    .register(42, EndpointSpec.url("https://example.com/hooks").subscribe("*"));
            EventId id =
                    dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
            Jdbi.create(storage.dataSource())
                    .useHandle(handle ->
                            handle.createUpdate(MOVE).bind("id", id.value()).execute());

            List<DeliveryId> replayed = dispatcher.events().replay(id, Replay.to(endpoint.id()));

            assertThat(dispatcher.events().find(id).orElseThrow().event().data().text())
                    .isEqualTo("{\"order\": 1}");
            assertThat(storage.storage().deliveries().load(replayed))
                    .singleElement()
                    .satisfies(loaded -> assertThat(loaded.event().id()).isEqualTo(id));
        }
    }
}
