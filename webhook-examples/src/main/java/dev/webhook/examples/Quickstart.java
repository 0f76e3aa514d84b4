package dev.webhook.examples;

import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.store.PageRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows the library at work in some seconds, without any server: five events go to four endpoints of which one is
 * picky, one flaky and one dead. In the end, what the receiver logged is compared with what the library has on record.
 *
 * <pre>{@code
 * mvn -q -pl webhook-examples -am compile exec:java
 * mvn -q -pl webhook-examples -am compile exec:java -Dexec.args="--sabotage retry"
 * }</pre>
 *
 * <p>The exit status is 0 if all went as planned, 1 if anything is missing or differs, and 2 if the arguments are wrong.
 *
 * <p>Not thread-safe.
 */
public final class Quickstart {

    private static final String USAGE = "usage: Quickstart [--sabotage signature|retry|redrive]";
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final int FORGED = 401;

    private final Sabotage sabotage;
    private final Console console;
    private final Story story;
    private final Progress progress = new Progress();
    private final List<String> complaints = new ArrayList<>();

    private Quickstart(Sabotage sabotage, Console console) {
        this.sabotage = sabotage;
        this.console = console;
        this.story = new Story(console);
    }

    /**
     * Runs the quickstart, or with {@code --sabotage signature|retry|redrive} one that must fail, and ends the JVM with
     * the exit status unless that is 0.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        Optional<Sabotage> sabotage = sabotage(args);
        if (sabotage.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        List<String> complaints = new Quickstart(sabotage.get(), new Console(out)).play();
        complaints.forEach(complaint -> err.println("FAILED: " + complaint));
        return complaints.isEmpty() ? 0 : 1;
    }

    private static Optional<Sabotage> sabotage(String... args) {
        if (args.length == 0) {
            return Optional.of(Sabotage.NONE);
        }
        return args.length == 2 && args[0].equals("--sabotage") ? Sabotage.named(args[1]) : Optional.empty();
    }

    private List<String> play() throws IOException, InterruptedException {
        try (LocalReceiver receiver = LocalReceiver.start()) {
            WebhookDispatcher dispatcher = dispatcher();
            Cast cast = new Cast(dispatcher, receiver, story, sabotage);
            try (dispatcher) {
                cast.register();
                deliver(dispatcher, receiver, cast);
            }
            summarise(receiver, new StoreAccount(dispatcher, cast, story.recovered()));
        }
        return complaints;
    }

    private void deliver(WebhookDispatcher dispatcher, LocalReceiver receiver, Cast cast) throws InterruptedException {
        dispatcher.start();
        List<EventId> events = dispatcher.publish(Plan.EVENTS);
        awaitQuiet();
        explain(dispatcher, events.get(1), cast.id(Plan.PICKY));
        if (sabotage != Sabotage.REDRIVE) {
            mendAndRedrive(dispatcher, receiver, cast.id(Plan.DEAD));
        }
    }

    private WebhookDispatcher dispatcher() {
        return WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .permanentStatuses(Set.of(FORGED))
                .circuitPolicy(CircuitPolicy.builder()
                        .consecutiveFailures(Plan.CIRCUIT_OPENS_AFTER)
                        .openTime(Duration.ofSeconds(1))
                        .longestOpenTime(Duration.ofSeconds(2))
                        .build())
                .listener(story)
                .listener(progress)
                .build();
    }

    private void awaitQuiet() throws InterruptedException {
        if (!progress.awaitQuiet(PATIENCE)) {
            complaints.add("deliveries were still unfinished after " + Wording.seconds(PATIENCE));
        }
    }

    private void explain(WebhookDispatcher dispatcher, EventId event, EndpointId endpoint) {
        dispatcher
                .events()
                .find(event)
                .ifPresent(stored -> console.tell(
                        "why not?",
                        story.label(stored.event()),
                        story.name(endpoint),
                        String.join(
                                "; ",
                                dispatcher.deliveries().explain(event, endpoint).reasons())));
    }

    private void mendAndRedrive(WebhookDispatcher dispatcher, LocalReceiver receiver, EndpointId dead)
            throws InterruptedException {
        receiver.mend(Cast.path(Plan.DEAD));
        console.tell("mended", "", Plan.DEAD, "its owner put it right");
        DeadLetterQuery waiting = DeadLetterQuery.all().of(dead).in(DeadLetterStatus.PENDING);
        for (DeadLetter letter :
                dispatcher.deadLetters().list(waiting, PageRequest.first(100)).items()) {
            progress.reopen(letter.deliveryId());
            console.tell("redrive", "", Plan.DEAD, "the dead letter, given up after attempt " + letter.attemptCount());
            Redrive.Result result = dispatcher.deadLetters().redrive(letter.id(), "quickstart");
            if (result != Redrive.Result.REDRIVEN) {
                complaints.add("redrive: " + result);
            }
        }
        awaitQuiet();
    }

    private void summarise(LocalReceiver receiver, Account store) {
        Summary summary = Summary.of(new Plan(), new ReceiverAccount(receiver.log()), store);
        summary.print(console);
        complaints.addAll(summary.complaints());
        console.print(
                complaints.isEmpty()
                        ? "The receiver's log and the store agree: everything arrived, signed, and once."
                        : "Something is missing or differs.");
    }
}
