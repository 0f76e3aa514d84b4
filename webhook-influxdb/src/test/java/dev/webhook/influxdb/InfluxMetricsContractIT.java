package dev.webhook.influxdb;

import dev.webhook.WebhookListener;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.contract.WebhookListenerContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The listener keeps the contract of listeners, whatever InfluxDB does. */
class InfluxMetricsContractIT {

    @Nested
    class WithAServer extends Contract {
        WithAServer() {
            super(Answer.answer(204));
        }
    }

    @Nested
    class WithAServerThatHangs extends Contract {
        WithAServerThatHangs() {
            super(Answer.answer(204).held());
        }
    }

    @Nested
    class WithAServerThatHangsUp extends Contract {
        WithAServerThatHangsUp() {
            super(Answer.hangUp());
        }
    }

    abstract static class Contract extends WebhookListenerContract {

        private final ScriptedReceiver server = ScriptedReceiver.start();
        private final InfluxMetrics metrics = InfluxMetrics.builder(
                        "http://127.0.0.1:" + server.port(), "token", "acme", "webhooks")
                .closeTimeout(java.time.Duration.ofMillis(100))
                .build();

        Contract(Answer answer) {
            server.script(answer);
        }

        @Override
        protected WebhookListener listener() {
            return metrics;
        }

        @Override
        protected void close() {
            metrics.close();
        }

        /** OkHttp's threads are shared by all clients of the JVM; the server's end with it. */
        @Override
        protected boolean mayOutlive(Thread thread) {
            return thread.getName().startsWith("Okio Watchdog")
                    || thread.getName().startsWith("OkHttp TaskRunner")
                    || thread.getName().startsWith("webhook-receiver-");
        }

        @AfterEach
        void closeServer() {
            metrics.close();
            server.close();
        }
    }
}
