package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecretRotationTest {

    private final Rig rig = new Rig();
    private final Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 3));
    private final SigningKey first = endpoint.signingKeys().get(0);

    @Test
    void aRequestIsSignedWithTheEndpointsSecret() {
        rig.publishAndRun();

        assertVerifies(first);
        assertThat(signatures()).isEqualTo(1);
    }

    @Test
    void duringTheOverlapBothSecretsSign() {
        SigningKey second = rotate();

        rig.publishAndRun();

        assertThat(signatures()).isEqualTo(2);
        assertVerifies(first);
        assertVerifies(second);
    }

    @Test
    void afterTheOverlapOnlyTheNewSecretSigns() {
        SigningKey second = rotate();
        rig.clock.advance(Duration.ofHours(24).minusMillis(1));
        rig.publishAndRun();
        assertVerifies(first);

        rig.clock.advance(Duration.ofMillis(1));
        rig.publishAndRun();

        assertThat(signatures()).isEqualTo(1);
        assertVerifies(second);
        assertRefuses(first);
    }

    @Test
    void aSecondRotationDoesNotProlongTheFirstSecret() {
        rotate();
        rig.clock.advance(Duration.ofHours(12));
        rotate();

        rig.clock.advance(Duration.ofHours(12));
        rig.publishAndRun();

        assertRefuses(first);
        assertThat(signatures()).isEqualTo(2);
    }

    @Test
    void aRevokedSecretIsNotUsedByTheNextAttempt() {
        rig.replies.reply(status(500), status(200));
        rig.publishAndRun();
        SigningKey second = rotate();

        rig.neighbour().dispatcher.endpoints().revokeSecret(endpoint.id(), first.id());
        rig.later(Duration.ofMinutes(2));

        assertThat(rig.replies.sent()).hasSize(2);
        assertRefuses(first);
        assertVerifies(second);
    }

    @Test
    void theLastLastingSecretCannotBeRevoked() {
        SigningKey second = rotate();

        assertThatThrownBy(() -> rig.dispatcher.endpoints().revokeSecret(endpoint.id(), second.id()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rotate its secret first");
        assertThat(rig.reload(endpoint).signingKeys()).hasSize(2);
    }

    @Test
    void soManySecretsSignBesideEachOtherThatReceiversLookAtAll() {
        for (int i = 1; i < 30; i++) {
            rotate();
        }

        assertThatThrownBy(this::rotate)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are 31, at most 30")
                .hasMessageContaining("revoke");

        rig.publishAndRun();
        assertVerifies(first);
        rig.clock.advance(Duration.ofDays(1));
        rotate();
    }

    @Test
    void secretsOfAnotherSchemeSignOnDuringARotation() {
        SigningKey ed25519 = rig.dispatcher.endpoints().rotateSecret(endpoint.id(), SigningScheme.ED25519);

        rig.clock.advance(Duration.ofDays(2));
        rig.publishAndRun();

        assertVerifies(first);
        assertThatCode(() -> verify(ed25519.publicKey())).doesNotThrowAnyException();
    }

    @Test
    void anEndpointsSecretsAreNotInItsText() {
        assertThat(endpoint.toString()).doesNotContain(first.secret().reveal());
    }

    private SigningKey rotate() {
        return rig.dispatcher.endpoints().rotateSecret(endpoint.id(), SigningScheme.STANDARD);
    }

    private int signatures() {
        return rig.replies.last().header("webhook-signature").split(" ", -1).length;
    }

    private void assertVerifies(SigningKey key) {
        assertThatCode(() -> verify(key.secret().reveal())).doesNotThrowAnyException();
    }

    private void assertRefuses(SigningKey key) {
        assertThatThrownBy(() -> verify(key.secret().reveal())).isInstanceOf(WebhookVerificationException.class);
    }

    private void verify(String key) {
        Replies.Sent last = rig.replies.last();
        WebhookVerifier.standard(key)
                .withClock(rig.clock)
                .verify(last.request().headers(), last.request().body());
    }
}
