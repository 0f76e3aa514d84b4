package dev.webhook.examples;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Sends one webhook to any receiver, through the whole pipeline, and shows each attempt.
 *
 * <pre>{@code
 * mvn -q -pl webhook-examples -am compile exec:java -Dexec.mainClass=dev.webhook.examples.SendWebhook \
 *     -Dexec.args="--url https://example.com/hooks --secret whsec_... --type order.created --data '{\"order\":1}'"
 * }</pre>
 *
 * <p>The exit status is 0 if the webhook was delivered, 1 if it was not, and 2 if the arguments are wrong.
 *
 * <p>Thread-safe.
 */
public final class SendWebhook {

    private static final int DELIVERED = 0;
    private static final int NOT_DELIVERED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private static final long USER = 1;
    private static final RetryPolicy RETRIES = RetryPolicy.fixed(Duration.ofSeconds(1), 2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private SendWebhook() {}

    /** Sends the webhook that the arguments describe, and ends the JVM with the exit status unless that is 0. */
    public static void main(String[] args) throws InterruptedException {
        int status = run(args, System.out, System.err);
        if (status != DELIVERED) {
            System.exit(status);
        }
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            return send(SendArguments.parse(args), out) ? DELIVERED : NOT_DELIVERED;
        } catch (SendArguments.BadArgumentsException e) {
            err.println(e.getMessage());
            err.println(SendArguments.USAGE);
            return BAD_ARGUMENTS;
        }
    }

    private static boolean send(SendArguments arguments, PrintStream out) throws InterruptedException {
        AttemptPrinter attempts = new AttemptPrinter(out, PATIENCE);
        try (WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .addressPolicy(arguments.policy())
                .shutdownTimeout(TIMEOUT)
                .listener(attempts)
                .build()) {
            dispatcher
                    .endpoints()
                    .register(
                            USER,
                            EndpointSpec.url(arguments.url())
                                    .signWith(arguments.scheme(), arguments.secret())
                                    .subscribe(arguments.type())
                                    .retryPolicy(RETRIES)
                                    .timeout(TIMEOUT));
            EventId event =
                    dispatcher.publish(NewEvent.forUser(USER, arguments.type()).json(arguments.data()));
            out.println("event      " + event);
            dispatcher.start();
            boolean delivered = attempts.awaitDelivered();
            out.println(delivered ? "delivered" : "not delivered");
            return delivered;
        }
    }
}
