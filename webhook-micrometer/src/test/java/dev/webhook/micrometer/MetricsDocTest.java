package dev.webhook.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.memory.InMemoryStorage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/metrics.md against the meters. */
class MetricsDocTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theTableHasEveryMeterWithItsKindAndTags() throws IOException {
        Storage storage = InMemoryStorage.create();
        // snippet: micrometer
        WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(storage)
                .listener(WebhookMetrics.in(registry))
                .build();
        DispatcherGauges.of(dispatcher).bindTo(registry);
        // end
        dispatcher.close();

        Set<String> meters = registry.getMeters().stream()
                .map(meter -> "`" + meter.getId().getName() + "` | "
                        + meter.getId().getType().name().toLowerCase(Locale.ROOT) + " | "
                        + meter.getId().getTags().stream()
                                .map(Tag::getKey)
                                .map(key -> "`" + key + "`")
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = Files.readAllLines(Path.of("../docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `webhook."))
                .map(line -> line.substring(2).split(" \\| ", -1))
                .map(cells -> cells[0] + " | " + cells[1] + " | " + cells[2].strip())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(meters);
    }
}
