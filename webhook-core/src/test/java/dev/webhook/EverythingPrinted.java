package dev.webhook;

import static dev.webhook.ShowingOperator.USER;
import static dev.webhook.ShowingOperator.show;
import static dev.webhook.ShowingOperator.tried;

import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.HmacHash;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SignatureEncoding;
import dev.webhook.signing.Signer;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.PageRequest;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A program that has the library print all that it can, while there is a secret in every place that can hold one. Its
 * argument is the file to which it writes the secrets, one a line.
 */
final class EverythingPrinted {

    private static final SigningScheme FAULTY = SigningScheme.hmacHeader("X-F", HmacHash.SHA256, SignatureEncoding.HEX);
    private static final PrintStream OUT = System.out;

    /** The message by which an endpoint's signers are tried out when it is registered. */
    private static final String TRIAL = "check";

    /** Kept here, because java.util.logging forgets a logger that nobody holds. */
    private static final Logger CLIENT = Logger.getLogger("okhttp3");

    private final Canaries canaries = new Canaries();
    private final CanaryReceiver receiver = new CanaryReceiver(canaries);
    private final PrintingPorts ports = new PrintingPorts(OUT);
    private final TestClock clock = new TestClock();
    private final FaultyStorage storage = new FaultyStorage(InMemoryStorage.create(clock));
    private final HttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.unsafeForTests())
            .resolver(host -> List.of(
                    host.startsWith("blocked")
                            ? InetAddress.getByName("169.254.169.254")
                            : InetAddress.getLoopbackAddress()))
            .build();
    private final WebhookDispatcher dispatcher =
            builder(storage).timeSource(clock).build();
    private final ShowingOperator operator = new ShowingOperator(dispatcher, clock, receiver, canaries);

    public static void main(String... arguments) throws Exception {
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        CLIENT.setLevel(Level.ALL);
        CLIENT.addHandler(handler);
        try {
            EverythingPrinted everything = new EverythingPrinted();
            everything.print();
            Files.write(Path.of(arguments[0]), everything.canaries.texts());
            OUT.println("the end");
        } catch (Throwable e) {
            e.printStackTrace(OUT);
            Runtime.getRuntime().halt(1);
        }
    }

    private void print() throws Exception {
        everySchemeAndAuthentication();
        everyOutcome();
        theCircuit();
        deadLetters();
        rotation();
        invalidEndpoints();
        invalidEvents();
        faultsOfStores();
        faultsOfSignersTransportsAndListeners();
        aDispatcherThatRuns();
        dispatcher.close();
        transport.close();
        receiver.close();
    }

    private DispatcherBuilder builder(Storage on) {
        return WebhookDispatcher.builder()
                .storage(ports.around(Storage.class, on))
                .transport(ports.around(HttpTransport.class, transport))
                .addressPolicy(AddressPolicy.unsafeForTests())
                .circuitPolicy(CircuitPolicy.defaults())
                .signers(Signers.builtIn().with(new SigningScheme("faulty"), faultySigner()))
                .listener(ports.around(WebhookListener.class, new WebhookListener() {}));
    }

    private void everySchemeAndAuthentication() {
        List<SigningScheme> schemes = List.of(
                SigningScheme.STANDARD, SigningScheme.ED25519, SigningScheme.GITHUB, SigningScheme.STRIPE, FAULTY);
        for (SigningScheme scheme : schemes) {
            operator.register(operator.spec(200).signWith(scheme).bearerToken(canaries.hide("canary-bearer")));
        }
        String password = canaries.hide("canary-password");
        canaries.hide(Base64.getEncoder().encodeToString(("user:" + password).getBytes(StandardCharsets.UTF_8)));
        operator.register(operator.spec(200)
                .signWith(SigningScheme.STANDARD, canaries.hideSecret("whsec_" + "Y2FuYXJ5".repeat(4)))
                .signWith(SigningScheme.GITHUB, canaries.hideSecret("canary-github-secret"))
                .basicAuthentication("user", password)
                .header("X-Api-Key", canaries.hide("canary-header")));
        operator.publishAndLook();
    }

    private void everyOutcome() {
        operator.deleteEndpoints();
        Stream.of(204, 302, 404, 410, 429, 500, 999).map(operator::spec).forEach(operator::register);
        operator.register(EndpointSpec.url(receiver.deadUrl()).subscribe("order.*"));
        operator.register(EndpointSpec.url(receiver.url(200).replace("receiver", "blocked"))
                .subscribe("order.*"));
        operator.publishAndLook();
    }

    private void theCircuit() {
        operator.deleteEndpoints();
        Endpoint failing =
                operator.register(operator.spec(503).retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 9)));
        operator.publish();
        for (int i = 0; i < 12; i++) {
            operator.later(Duration.ofMinutes(11));
        }
        show(dispatcher.endpoints().circuit(failing.id()));
        show(dispatcher.endpoints().lane(failing.id()));
        operator.look();
    }

    private void deadLetters() {
        operator.deleteEndpoints();
        Endpoint failing =
                operator.register(operator.spec(500).retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 0)));
        for (int i = 0; i < 3; i++) {
            operator.publish();
            operator.run();
        }
        List<DeadLetter> letters = dispatcher
                .deadLetters()
                .list(DeadLetterQuery.all().of(failing.id()), PageRequest.first(10))
                .items();
        show(dispatcher.deadLetters().redrive(letters.get(0).id(), "operator"));
        show(dispatcher.deadLetters().resolve(letters.get(1).id(), "operator", "by hand"));
        show(dispatcher.deadLetters().discard(letters.get(2).id(), "operator", null));
        show(dispatcher.deadLetters().redriveAll(DeadLetterQuery.all(), "operator"));
        letters.forEach(letter -> show(dispatcher.deadLetters().find(letter.id())));
        operator.run();
        operator.look();
    }

    private void rotation() {
        operator.deleteEndpoints();
        Endpoint endpoint = operator.register(operator.spec(200));
        EndpointId id = endpoint.id();
        SigningKey fresh = dispatcher.endpoints().rotateSecret(id, SigningScheme.STANDARD);
        canaries.hide(List.of(fresh));
        show(fresh);
        Secret given = canaries.hideSecret("whsec_" + "c3Bhcmtz".repeat(4));
        show(dispatcher.endpoints().rotateSecret(id, SigningScheme.STANDARD, given));
        tried(() ->
                dispatcher.endpoints().rotateSecret(id, SigningScheme.STANDARD, canaries.hideSecret("whsec_canary!")));
        tried(() -> dispatcher.endpoints().rotateSecret(id, SigningScheme.ED25519, given));
        show(dispatcher.endpoints().revokeSecret(id, fresh.id()));
        show(dispatcher.endpoints().sendTest(id));
        EventId event = operator.publish();
        operator.run();
        show(dispatcher.events().replay(event, Replay.to(id).withNewMessageId()));
        show(dispatcher.events().reroute(event));
        show(dispatcher.endpoints().pause(id));
        show(dispatcher.endpoints().resume(id));
        show(dispatcher.endpoints().disable(id));
        show(dispatcher.endpoints().enable(id));
        operator.run();
        dispatcher.endpoints().delete(id);
        operator.look();
    }

    private void invalidEndpoints() {
        String hidden = canaries.hide("canary-in-bad-url");
        for (String url : List.of(
                "https://user:" + hidden + "@example.com/",
                "https://user:" + hidden + "/and@example.com/",
                "https://:" + hidden + "/and@example.com/",
                "https:/example.com/" + hidden,
                "ftp://example.com/" + hidden,
                "https://example.com:0/" + hidden,
                "https://example.com/" + hidden + "#" + hidden,
                "https://example.com/" + hidden + " ",
                "https://a..b/" + hidden,
                "https://127.1/?" + hidden,
                hidden,
                "https://example.com/" + hidden + "x".repeat(3_000))) {
            operator.refused(EndpointSpec.url(url));
        }
        operator.refused(operator.spec(200).header("X-Odd", canaries.hide("canary-in-bad-header") + "\n"));
        operator.refused(operator.spec(200).header("Authorization", canaries.hide("canary-in-reserved-header")));
        for (SigningScheme scheme :
                List.of(SigningScheme.STANDARD, SigningScheme.ED25519, new SigningScheme("unknown"))) {
            for (String secret : List.of("canary-unprefixed", "whsec_canary-short", "whsk_canary-short")) {
                operator.refused(operator.spec(200).signWith(scheme, canaries.hideSecret(secret)));
            }
        }
        tried(() -> operator.spec(200).bearerToken(canaries.hide("canary not a token")));
        tried(() -> operator.spec(200).basicAuthentication("a:b", canaries.hide("canary-of-bad-user")));
        tried(() -> operator.spec(200).basicAuthentication("a", canaries.hide("canary-bad-password") + "\n"));
        tried(() -> Secret.of(canaries.hide("canary-with-nul") + "\0"));
    }

    private void invalidEvents() {
        String hidden = canaries.hide("canary-in-bad-data");
        for (String json : List.of(
                hidden,
                "{\"" + hidden + "\" 1}",
                "[\"" + hidden + "\"",
                "[".repeat(200) + '"' + hidden + '"' + "]".repeat(200),
                "\"" + hidden + "\\u0000\\ud800" + "\"",
                "\"" + hidden + "x".repeat(300_000) + "\"")) {
            tried(() ->
                    dispatcher.publish(NewEvent.forUser(USER, "order.created").json(json)));
        }
        tried(() -> dispatcher.publish(NewEvent.forUser(USER, "order.created").data(new Unserializable(hidden))));
        tried(() -> dispatcher.publish(operator.event().header("X-Odd", canaries.hide("canary-in-bad-trace") + "\n")));
        NewEvent keyed = operator.event().idempotencyKey("key-1");
        show(keyed);
        show(dispatcher.publish(keyed));
        tried(() -> dispatcher.publish(keyed.json("{\"other\": \"" + hidden + "\"}")));
    }

    private void faultsOfStores() {
        operator.register(operator.spec(200));
        for (String call : List.of(
                "EventStore.append",
                "EventInbox.route",
                "EventInbox.oldest",
                "DeliveryQueue.status",
                "EndpointStore.snapshot",
                "EndpointStore.find",
                "DeliveryQueue.claim",
                "DeliveryQueue.settle",
                "DeliveryStore.load",
                "DeliveryStore.record",
                "CircuitBreaker.admit",
                "CircuitBreaker.report")) {
            storage.down(call);
            tried(operator::publish);
            tried(() -> dispatcher.runOnce());
            show(dispatcher.health());
            storage.heal();
            storage.before(call, arguments -> {
                throw new IllegalStateException("a bug in " + call);
            });
            tried(operator::publish);
            tried(() -> dispatcher.runOnce());
            storage.heal();
            operator.later(Duration.ofMinutes(10));
        }
        operator.look();
    }

    private void faultsOfSignersTransportsAndListeners() {
        operator.register(operator.spec(200)
                .signWith(new SigningScheme("faulty"), canaries.hideSecret("canary-for-a-faulty-signer")));
        HttpTransport broken = ports.around(HttpTransport.class, new HttpTransport() {
            @Override
            public HttpResult send(HttpRequest request) {
                throw new IllegalStateException("a bug of a transport");
            }

            @Override
            public void close() {}
        });
        WebhookListener deaf = ports.around(WebhookListener.class, new WebhookListener() {
            @Override
            public void published(Event event) {
                throw new IllegalStateException("a bug of a listener");
            }
        });
        operator.publish();
        operator.run();
        try (WebhookDispatcher other = builder(storage)
                .timeSource(clock)
                .transport(broken)
                .listener(deaf)
                .build()) {
            tried(() -> other.publish(operator.event()));
            tried(other::runOnce);
        }
        operator.later(Duration.ofHours(1));
        operator.look();
    }

    private void aDispatcherThatRuns() throws InterruptedException {
        CountDownLatch delivered = new CountDownLatch(1);
        WebhookListener waiting = new WebhookListener() {
            @Override
            public void delivered(DeliveryReport report) {
                delivered.countDown();
            }
        };
        try (WebhookDispatcher running =
                builder(InMemoryStorage.create()).listener(waiting).build()) {
            canaries.hide(running.endpoints().register(USER, operator.spec(200)).signingKeys());
            running.start();
            running.publish(operator.event());
            if (!delivered.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing was delivered");
            }
            show(running.health());
        }
    }

    private static Signer faultySigner() {
        return new Signer() {
            @Override
            public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
                if (messageId.equals(TRIAL)) {
                    return Map.of("X-Faulty", "signed");
                }
                throw new IllegalStateException("a bug of a signer of " + messageId + " with " + secrets);
            }

            @Override
            public void validate(Secret secret) {}

            @Override
            public Secret generate() {
                throw new IllegalStateException("a signer that generates nothing");
            }
        };
    }

    /** An object whose serialization fails with what it holds, unless that is nothing. */
    record Unserializable(String hidden) {
        public String getCard() {
            if (hidden.isEmpty()) {
                return hidden;
            }
            throw new IllegalArgumentException("can't show " + hidden);
        }
    }
}
