package dev.webhook.testkit.docs;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Replay;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signer;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.RecordingDispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the delivery's table of {@code docs/state-machine.md} against a dispatcher that goes through every row. */
class DeliveryDocTest {

    private static final String URL = "https://example.com/hooks";
    private static final long USER = 42;
    private static final Duration WAIT = Duration.ofHours(1);

    private final BreakingSigner signer = new BreakingSigner();
    private final RecordingDispatcher webhooks =
            RecordingDispatcher.create(builder -> builder.permanentStatuses(Set.of(404))
                    .signers(Signers.builtIn().with(new SigningScheme("breaking"), signer)));
    private final Map<String, Runnable> happenings = happenings();
    private EndpointId endpoint;

    /** Signs until it is broken, and then brings every attempt down before it is made. */
    private static final class BreakingSigner implements Signer {

        private boolean broken;

        @Override
        public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
            if (broken) {
                throw new BrokenException();
            }
            return Map.of("X-Signed", "yes");
        }

        @Override
        public void validate(Secret secret) {}

        @Override
        public Secret generate() {
            return Secret.of("secret");
        }
    }

    /** Without a stack, which the dispatcher would log each time. */
    private static final class BrokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("broken on purpose", null, false, false);
        }
    }

    static List<Map<String, String>> rows() {
        return Docs.table("docs/state-machine.md", "delivery");
    }

    private Map<String, Runnable> happenings() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("an attempt is answered 2xx", () -> attempt(204));
        all.put("an attempt fails, and further ones are left", () -> attempt(500));
        all.put("an attempt fails, and it was the last", () -> {
            webhooks.script(answer(500));
            webhooks.deliverAll();
        });
        all.put("an attempt is answered with a permanent status", () -> attempt(404));
        all.put("an attempt is answered 410", () -> attempt(410));
        all.put("its endpoint is disabled, switched off or deleted", () -> {
            webhooks.dispatcher().endpoints().disable(endpoint);
            webhooks.advance(WAIT.multipliedBy(2));
        });
        all.put("it is unfinished for longer than a delivery may be", () -> {
            webhooks.dispatcher().endpoints().pause(endpoint);
            webhooks.advance(Duration.ofDays(15));
        });
        all.put("its lease runs out 5 times without an outcome", () -> {
            signer.broken = true;
            webhooks.deliverAll();
        });
        all.put("its owner is erased", () -> webhooks.dispatcher().eraseOwner(USER));
        all.put("it is redriven", () -> webhooks.dispatcher().deadLetters().redriveAll(DeadLetterQuery.all(), "test"));
        all.put(
                "its event is replayed",
                () -> webhooks.dispatcher()
                        .events()
                        .replay(webhooks.published().get(0).id(), Replay.toAllMatching()));
        return all;
    }

    private void attempt(int status) {
        webhooks.script(answer(status));
        webhooks.advance(WAIT.plus(WAIT.dividedBy(5)));
    }

    @AfterEach
    void close() {
        webhooks.close();
    }

    @Test
    void theTableHasEveryStatusReasonAndHappening() {
        List<Map<String, String>> rows = rows();
        assertThat(rows.stream().map(row -> row.get("what happens")).distinct())
                .containsExactlyInAnyOrderElementsOf(happenings.keySet());
        assertThat(rows.stream().map(row -> row.get("from")).distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(DeliveryStatus.values())
                        .map(DeliveryDocTest::word)
                        .toList());
        assertThat(rows.stream()
                        .map(row -> row.get("reason"))
                        .filter(reason -> !reason.isEmpty())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(FailureReason.values()).map(FailureReason::id).toList());
        for (String unfinished : List.of("pending", "retrying")) {
            assertThat(rows.stream().filter(row -> row.get("from").equals(unfinished)))
                    .hasSize(happenings.size() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theDeliveryGoesWhereTheTableSays(Map<String, String> row) {
        bring(row.get("from"));
        Delivery before = first();

        happenings.get(row.get("what happens")).run();

        Delivery after = first();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(word(after.status())).isEqualTo(row.get("to"));
        if (row.get("reason").equals(FailureReason.ERASED.id())) {
            assertThat(after.errorMessage()).isEqualTo(FailureReason.ERASED.id());
        } else if (!row.get("reason").isEmpty()) {
            assertThat(webhooks.dispatcher()
                            .deadLetters()
                            .list(DeadLetterQuery.all(), PageRequest.first(1))
                            .items()
                            .get(0)
                            .reason()
                            .id())
                    .isEqualTo(row.get("reason"));
        }
    }

    private void bring(String from) {
        endpoint = webhooks.dispatcher()
                .endpoints()
                .register(
                        USER,
                        EndpointSpec.url(URL)
                                .subscribe("*")
                                .signWith(new SigningScheme("breaking"))
                                .retryPolicy(RetryPolicy.fixed(WAIT, 3)))
                .id();
        webhooks.dispatcher().publish(NewEvent.forUser(USER, "order.created").json("{}"));
        webhooks.dispatcher().endpoints().pause(endpoint);
        webhooks.runUntilIdle();
        if (!from.equals("pending")) {
            webhooks.script(answer(from.equals("success") ? 200 : 500));
            webhooks.dispatcher().endpoints().resume(endpoint);
            webhooks.runUntilIdle();
        }
        if (from.equals("failed")) {
            webhooks.deliverAll();
        }
        webhooks.dispatcher().endpoints().resume(endpoint);
        assertThat(word(first().status())).isEqualTo(from);
    }

    /** Returns the delivery that was made first. */
    private Delivery first() {
        List<Delivery> all = webhooks.dispatcher()
                .deliveries()
                .list(DeliveryQuery.all(), PageRequest.first(10))
                .items();
        return all.get(all.size() - 1);
    }

    private static String word(DeliveryStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
