package dev.webhook;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, come what may. Thread-safe. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final List<WebhookListener> listeners;

    Listeners(List<WebhookListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void tell(Consumer<WebhookListener> news) {
        for (WebhookListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                log.warn(
                        "Listener {} threw; it goes on being told",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}
