package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.UnifiedJedis;

/**
 * What one node decides holds for every attempt that another starts more than a second later. The other works off a backlog,
 * on a single thread, so that what it has claimed and loaded waits for long.
 */
@ExtendWith(PostgresExtension.class)
@Timeout(120)
class DecisionsOfOthersIT {

    private static final long USER = 7;
    private static final int BACKLOG = 150;
    private static final Secret OLD = Secret.of("whsec_" + "b2xkLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlIQ==");

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = WakingIT.client(process);
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final PostgresDatabase database;

    DecisionsOfOthersIT(PostgresDatabase database) {
        this.database = database;
        receiver.script(Answer.answer(200).body("slowly").drip(Duration.ofMillis(6)));
    }

    @AfterEach
    void close() {
        one.shutdownNow();
        receiver.close();
        jedis.close();
        process.close();
    }

    private Nodes nodes(boolean redis) {
        return new Nodes(database, redis ? jedis : null);
    }

    /** Registers an endpoint with a backlog, which another node has begun to work off when this returns. */
    private Endpoint begin(Nodes nodes, WebhookDispatcher deciding, boolean redis) {
        Endpoint endpoint = deciding.endpoints()
                .register(
                        USER,
                        EndpointSpec.url(receiver.url("/").value())
                                .signWith(SigningScheme.STANDARD, OLD)
                                .maxInFlight(64)
                                .subscribe("order.placed"));
        nodes.add(options -> options.executor(one)).start();
        if (redis) {
            nodes.awaitRedis();
        }
        deciding.publish(IntStream.range(0, BACKLOG)
                .mapToObj(unused -> NewEvent.forUser(USER, "order.placed").json("{}"))
                .toList());
        receiver.await(20, Duration.ofSeconds(30));
        return endpoint;
    }

    private List<ReceivedRequest> startedAfter(Instant time) {
        return receiver.requests().stream()
                .filter(request -> request.receivedAt().isAfter(time))
                .toList();
    }

    private static boolean isSignedWithOld(ReceivedRequest request) {
        try {
            WebhookVerifier.standard(OLD.reveal())
                    .verify(name -> request.header(name).orElse(null), request.body());
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRevokedSecretSignsNothingASecondLater(boolean redis) {
        try (Nodes nodes = nodes(redis)) {
            WebhookDispatcher deciding = nodes.add(options -> options);
            Endpoint endpoint = begin(nodes, deciding, redis);
            SigningKey old = endpoint.signingKeys().get(0);
            deciding.endpoints().rotateSecret(endpoint.id(), SigningScheme.STANDARD);
            deciding.endpoints().revokeSecret(endpoint.id(), old.id());
            Instant revoked = Instant.now();

            receiver.await(BACKLOG, Duration.ofSeconds(60));

            assertThat(receiver.requests().get(0)).matches(DecisionsOfOthersIT::isSignedWithOld);
            assertThat(startedAfter(revoked.plusSeconds(1)))
                    .hasSizeGreaterThan(20)
                    .noneMatch(DecisionsOfOthersIT::isSignedWithOld);
            assertThat(jedis.exists("{webhook:1}:webhook:" + endpoint.id())).isEqualTo(redis);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDisabledEndpointIsSentNothingASecondLater(boolean redis) {
        try (Nodes nodes = nodes(redis)) {
            WebhookDispatcher deciding = nodes.add(options -> options);
            Endpoint endpoint = begin(nodes, deciding, redis);
            deciding.endpoints().disable(endpoint.id());
            Instant disabled = Instant.now();

            Nodes.await(
                    () -> nodes.text("SELECT count(*) FROM webhook_deliveries WHERE status IN ('pending', 'retrying')")
                            .equals("0"));

            assertThat(nodes.text("SELECT count(*) > 20 FROM webhook_dlq")).isEqualTo("t");
            assertThat(startedAfter(disabled.plusSeconds(1))).isEmpty();
        }
    }
}
