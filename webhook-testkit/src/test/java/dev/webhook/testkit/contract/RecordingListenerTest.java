package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookListener;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingListenerTest extends WebhookListenerContract {

    private final RecordingListener listener = new RecordingListener();

    @Override
    protected WebhookListener listener() {
        return listener;
    }

    @Test
    void theContractCallsEveryMethod() {
        ListenerNews.all().forEach(news -> news.tell(listener));

        assertThat(Stream.of(WebhookListener.class.getMethods()).map(Method::getName))
                .hasSize(12)
                .allSatisfy(method -> assertThat(listener.heard(method)).isPositive());
    }
}
