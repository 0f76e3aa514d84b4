package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.signing.WebhookVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendWebhookIT {

    private static final String SECRET = generate(SigningScheme.STANDARD);
    private static final String OTHER_SECRET = generate(SigningScheme.STANDARD);

    private LocalReceiver receiver;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = LocalReceiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    static Stream<Arguments> schemes() {
        return Stream.of(
                scheme("standard", SigningScheme.STANDARD, WebhookVerifier::standard),
                scheme("ed25519", SigningScheme.ED25519, secret -> WebhookVerifier.standard(publicKey(secret))),
                scheme("github", SigningScheme.GITHUB, WebhookVerifier::github),
                scheme("stripe", SigningScheme.STRIPE, WebhookVerifier::stripe));
    }

    private static Arguments scheme(String name, SigningScheme scheme, Function<String, WebhookVerifier> verifier) {
        String secret = generate(scheme);
        return Arguments.of(name, secret, verifier.apply(secret));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemes")
    void aWebhookOfEachSchemeIsDelivered(String scheme, String secret, WebhookVerifier verifier) throws Exception {
        receiver.take("/in", verifier, 0);

        Ran ran = send(secret, "--scheme", scheme);

        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("attempt 1  delivered")
                .contains("HTTP status 204")
                .endsWith("delivered\n");
        assertThat(receiver.log()).singleElement().matches(Arrival::genuine);
        assertThat(ran.out() + ran.err()).doesNotContain(secret);
    }

    @Test
    void aFailedAttemptIsMadeAgain() throws Exception {
        receiver.take("/in", WebhookVerifier.standard(SECRET), 1);

        Ran ran = send(SECRET);

        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines().filter(line -> line.startsWith("attempt")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("attempt 1  rejected", "HTTP status 503", "again in"),
                        second -> assertThat(second).contains("attempt 2  delivered"));
    }

    @Test
    void aRejectedWebhookIsNotDelivered() throws Exception {
        receiver.take("/in", WebhookVerifier.standard(OTHER_SECRET), 0);

        Ran ran = send(SECRET);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .contains("attempt 3  rejected", "HTTP status 401", "given up: exhausted")
                .endsWith("not delivered\n");
        assertThat(ran.out() + ran.err()).doesNotContain(SECRET);
    }

    @Test
    @Timeout(30)
    void aWaitBeyondAllPatienceIsNotWaitedFor() throws Exception {
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/in", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
        });
        busy.start();
        try {
            Ran ran = sendTo("http://127.0.0.1:" + busy.getAddress().getPort() + "/in", SECRET);

            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.out()).contains("HTTP status 429, again in 3600.0 s").endsWith("not delivered\n");
        } finally {
            busy.stop(0);
        }
    }

    @Test
    void privateAddressesNeedTheSwitch() throws Exception {
        Ran ran = Ran.of(
                SendWebhook::run, "--url", receiver.url("/in"), "--secret", SECRET, "--type", "a.b", "--data", "{}");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--url: ", "http is not allowed");
        assertThat(receiver.log()).isEmpty();
    }

    private Ran send(String secret, String... more) throws Exception {
        return sendTo(receiver.url("/in"), secret, more);
    }

    private static Ran sendTo(String url, String secret, String... more) throws Exception {
        List<String> arguments =
                List.of("--url", url, "--secret", secret, "--type", "a.b", "--data", "{}", "--allow-private");
        return Ran.of(
                SendWebhook::run,
                Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static String generate(SigningScheme scheme) {
        return Signers.builtIn().signer(scheme).generate().reveal();
    }

    private static String publicKey(String secret) {
        return SigningKey.of(SigningScheme.ED25519, Secret.of(secret), Instant.EPOCH)
                .publicKey();
    }
}
