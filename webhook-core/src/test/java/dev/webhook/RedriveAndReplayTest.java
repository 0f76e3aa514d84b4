package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventType;
import dev.webhook.event.NewEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedriveAndReplayTest {

    private final Rig rig = new Rig();

    @Test
    void aDeadLetterIsResolvedWithWhoAndWhy() {
        DeadLetterId id = letterOf("a.example.com");
        rig.clock.advance(Duration.ofHours(1));

        assertThat(rig.dispatcher.deadLetters().resolve(id, "ann", "sent by mail"))
                .isTrue();

        DeadLetter letter = rig.dispatcher.deadLetters().find(id).orElseThrow();
        assertThat(letter.status()).isEqualTo(DeadLetterStatus.RESOLVED);
        assertThat(letter.resolvedBy()).isEqualTo("ann");
        assertThat(letter.resolutionNotes()).isEqualTo("sent by mail");
        assertThat(letter.resolvedAt()).isEqualTo(TestClock.START.plusSeconds(3_600));
    }

    @Test
    void aDeadLetterIsDealtWithOnce() {
        DeadLetterId id = letterOf("a.example.com");

        assertThat(rig.dispatcher.deadLetters().discard(id, "ann", null)).isTrue();

        assertThat(rig.dispatcher.deadLetters().discard(id, "bob", null)).isFalse();
        assertThat(rig.dispatcher.deadLetters().resolve(id, "bob", null)).isFalse();
        DeadLetter letter = rig.dispatcher.deadLetters().find(id).orElseThrow();
        assertThat(letter.status()).isEqualTo(DeadLetterStatus.DISCARDED);
        assertThat(letter.resolvedBy()).isEqualTo("ann");
    }

    @Test
    void nothingIsDoneAboutAnUnknownDeadLetter() {
        DeadLetterId unknown = DeadLetterId.at(TestClock.START);

        assertThat(rig.dispatcher.deadLetters().find(unknown)).isEmpty();
        assertThat(rig.dispatcher.deadLetters().resolve(unknown, "ann", null)).isFalse();
    }

    @Test
    void whoDealsWithADeadLetterMustBeNamed() {
        DeadLetterId id = letterOf("a.example.com");

        assertThatThrownBy(() -> rig.dispatcher.deadLetters().resolve(id, " ", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rig.dispatcher.deadLetters().redrive(id, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(rig.dispatcher.deadLetters().find(id).orElseThrow().status()).isEqualTo(DeadLetterStatus.PENDING);
    }

    @Test
    void allPendingDeadLettersOfAQueryAreRedrivenAcrossChunks() {
        Endpoint working = rig.endpoint("a.example.com");
        Endpoint disabled = rig.endpoint("b.example.com");
        rig.replies.reply(status(404));
        rig.publish(450);
        rig.run();
        rig.dispatcher.endpoints().disable(disabled.id());
        DeadLetterId discarded = lettersOf(working).get(0).id();
        rig.dispatcher.deadLetters().discard(discarded, "ann", null);
        rig.replies.reply(status(200));

        Map<Redrive.Result, Integer> counts = rig.dispatcher.deadLetters().redriveAll(DeadLetterQuery.all(), "ann");
        rig.run();

        assertThat(counts).isEqualTo(Map.of(Redrive.Result.REDRIVEN, 449, Redrive.Result.ENDPOINT_DISABLED, 450));
        assertThat(rig.news.heard("delivered")).hasSize(449);
        assertThat(rig.dispatcher.deadLetters().redriveAll(DeadLetterQuery.all().of(working.id()), "ann"))
                .isEmpty();
    }

    @Test
    void anEventIsReplayedToAllThatMatchNowUnderTheSameMessageId() {
        rig.endpoint("a.example.com");
        EventId event = rig.publishAndRun();
        rig.endpoint("b.example.com");

        List<DeliveryId> made = rig.dispatcher.events().replay(event, Replay.toAllMatching());
        rig.run();

        assertThat(made).hasSize(2);
        assertThat(rig.replies.sent())
                .extracting(Replies.Sent::host)
                .containsExactlyInAnyOrder("a.example.com", "a.example.com", "b.example.com");
        assertThat(rig.replies.sent())
                .extracting(sent -> sent.header("webhook-id"))
                .containsOnly(event.toString());
        assertThat(rig.stored(event).webhookCount()).isEqualTo(3);
        assertThat(rig.stored(event).deliverySuccessCount()).isEqualTo(3);
    }

    @Test
    void anEventIsReplayedToOneEndpointWhateverItsSubscriptions() {
        Endpoint endpoint = rig.register(EndpointSpec.url("https://a.example.com/hook"));
        EventId event = rig.publishAndRun();

        rig.dispatcher.events().replay(event, Replay.to(endpoint.id()));
        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aReplayCanHaveAMessageIdOfItsOwn() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        EventId event = rig.publishAndRun();

        List<DeliveryId> made =
                rig.dispatcher.events().replay(event, Replay.to(endpoint.id()).withNewMessageId());
        rig.run();

        assertThat(rig.replies.last().header("webhook-id"))
                .isEqualTo(made.get(0).toString());
    }

    @Test
    void aRangeIsReplayed() {
        rig.endpoint("a.example.com");
        rig.publish(250);
        rig.dispatcher.publish(NewEvent.forUser(Rig.USER, "order.paid").json("{}"));
        rig.dispatcher.publish(NewEvent.forUser(7, "order.created").json("{}"));
        rig.run();

        int made = rig.dispatcher
                .events()
                .replay(EventQuery.all().ofType(new EventType("order.created")), Replay.toAllMatching());
        rig.run();

        assertThat(made).isEqualTo(250);
        assertThat(rig.replies.sent()).hasSize(251 + 250);
    }

    @Test
    void aRangeIsReplayedToOneEndpointWithItsUsersEventsOnly() {
        Endpoint endpoint = rig.register(EndpointSpec.url("https://a.example.com/hook"));
        rig.publishAndRun();
        rig.dispatcher.endpoints().sendTest(endpoint.id());
        rig.dispatcher.publish(NewEvent.forUser(7, "order.created").json("{}"));
        rig.dispatcher.publish(NewEvent.broadcast("order.created").json("{}"));
        rig.run();

        assertThat(rig.dispatcher.events().replay(EventQuery.all(), Replay.to(endpoint.id())))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeReplayedIsRefused() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        Endpoint theirs = rig.dispatcher.endpoints().register(7, EndpointSpec.url("https://b.example.com/"));
        EventId event = rig.publishAndRun();

        assertRefused(EventId.at(TestClock.START), Replay.toAllMatching(), "never existed");
        assertRefused(event, Replay.to(EndpointId.at(TestClock.START)), "unknown");
        assertRefused(event, Replay.to(theirs.id()), "another user");
        rig.dispatcher.endpoints().disable(endpoint.id());
        assertRefused(event, Replay.to(endpoint.id()), "disabled");
        assertThat(rig.dispatcher.events().replay(event, Replay.toAllMatching()))
                .isEmpty();
    }

    private void assertRefused(EventId event, Replay how, String why) {
        assertThatThrownBy(() -> rig.dispatcher.events().replay(event, how))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private DeadLetterId letterOf(String host) {
        rig.endpoint(host);
        rig.replies.reply(status(404));
        rig.publishAndRun();
        return rig.deadLetters().get(0).id();
    }

    private List<DeadLetter> lettersOf(Endpoint endpoint) {
        return rig.deadLetters().stream()
                .filter(letter -> letter.endpointId().equals(endpoint.id()))
                .toList();
    }
}
