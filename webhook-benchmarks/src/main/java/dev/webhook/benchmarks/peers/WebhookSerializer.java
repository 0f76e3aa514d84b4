package dev.webhook.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.kagkarlsson.scheduler.serializer.Serializer;

/** Task data as plain text, which is less work than any of the serializers that db-scheduler has. Thread-safe. */
final class WebhookSerializer implements Serializer {

    private static final char END_OF_URL = '\n';

    @Override
    public byte[] serialize(Object data) {
        Webhook webhook = (Webhook) data;
        return (webhook.url() + END_OF_URL + webhook.body()).getBytes(UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] serialized) {
        String text = new String(serialized, UTF_8);
        int end = text.indexOf(END_OF_URL);
        return type.cast(new Webhook(text.substring(0, end), text.substring(end + 1)));
    }
}
