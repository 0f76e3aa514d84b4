package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.signing.Secret;
import dev.webhook.signing.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link Signer} must do. */
public abstract class SignerContract {

    private static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private static final Instant TIME = Instant.parse("2026-11-23T12:34:56Z");
    private static final byte[] BODY = "{\"text\":\"\u00fc\"}".getBytes(StandardCharsets.UTF_8);
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** Returns the signer under test. */
    protected abstract Signer signer();

    /** Returns secrets that the scheme can't use; none if it can use any text. */
    protected abstract List<Secret> unusable();

    /** Tells whether one request can carry the signatures of several secrets. */
    protected abstract boolean signsWithEverySecret();

    private Map<String, String> sign(Secret... secrets) {
        return signer().sign(ID, TIME, BODY.clone(), List.of(secrets));
    }

    private static void assertHides(Throwable failure, Secret secret) {
        assertThat(failure.getMessage()).isNotBlank();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(secret.reveal());
        }
    }

    @Test
    void aGeneratedSecretIsValid() {
        for (int i = 0; i < 20; i++) {
            signer().validate(signer().generate());
        }
    }

    @Test
    void noTwoGeneratedSecretsAreTheSame() {
        assertThat(Stream.generate(signer()::generate).limit(50).map(Secret::reveal))
                .doesNotHaveDuplicates();
    }

    @Test
    void theSameMessageIsSignedTheSameWay() {
        Secret secret = signer().generate();

        assertThat(sign(secret)).isEqualTo(sign(Secret.of(secret.reveal())));
    }

    @Test
    void anotherBodyIsSignedAnotherWay() {
        Secret secret = signer().generate();

        assertThat(signer().sign(ID, TIME, new byte[] {1}, List.of(secret))).isNotEqualTo(sign(secret));
    }

    @Test
    void anotherSecretSignsAnotherWay() {
        assertThat(sign(signer().generate())).isNotEqualTo(sign(signer().generate()));
    }

    @Test
    void anEmptyBodyAndALargeOneAreSigned() {
        Secret secret = signer().generate();

        assertThat(signer().sign(ID, TIME, new byte[0], List.of(secret)))
                .isNotEqualTo(signer().sign(ID, TIME, new byte[1 << 20], List.of(secret)));
    }

    @Test
    void theHeadersCanBeSent() {
        Map<String, String> headers = sign(signer().generate(), signer().generate());

        assertThat(headers).isNotEmpty();
        headers.forEach((name, value) -> {
            assertThat(name).matches(TOKEN);
            assertThat(name).isNotEqualToIgnoringCase("webhook-id").isNotEqualToIgnoringCase("webhook-timestamp");
            assertThat(value).matches("[\\x20-\\x7e]+");
        });
    }

    @Test
    void theNamesOfTheHeadersDoNotDependOnTheMessage() {
        Secret secret = signer().generate();

        assertThat(signer().sign("other", Instant.EPOCH, new byte[] {1}, List.of(secret))
                        .keySet())
                .isEqualTo(sign(secret).keySet());
    }

    @Test
    void noArgumentIsChanged() {
        byte[] body = BODY.clone();
        List<Secret> secrets = new ArrayList<>(List.of(signer().generate(), signer().generate()));
        List<Secret> before = List.copyOf(secrets);
        signer().sign(ID, TIME, body, secrets);

        assertThat(body).isEqualTo(BODY);
        assertThat(secrets).isEqualTo(before);
    }

    @Test
    void severalSecretsSignAsTheSchemeHasRoom() {
        Secret newest = signer().generate();
        Secret old = signer().generate();

        if (signsWithEverySecret()) {
            assertThat(sign(newest, old)).isNotEqualTo(sign(newest)).isNotEqualTo(sign(old));
        } else {
            assertThat(sign(newest, old)).isEqualTo(sign(newest));
        }
    }

    @Test
    void nothingIsSignedWithoutASecret() {
        assertThatIllegalArgumentException().isThrownBy(() -> sign());
    }

    @Test
    void aSecretThatIsNotValidIsRefusedAndNotShown() {
        for (Secret secret : unusable()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signer().validate(secret))
                    .satisfies(failure -> assertHides(failure, secret));
        }
    }

    @Test
    void aSecretThatIsNotValidDoesNotSign() {
        for (Secret secret : unusable()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sign(secret))
                    .satisfies(failure -> assertHides(failure, secret));
        }
    }

    @Test
    void noHeaderShowsTheSecret() {
        Secret secret = signer().generate();

        assertThat(sign(secret).values()).noneMatch(value -> value.contains(secret.reveal()));
    }

    @Test
    void manyThreadsSignWithoutDisturbingEachOther() {
        List<Secret> secrets = Stream.generate(signer()::generate).limit(4).toList();
        List<Map<String, String>> alone = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            alone.add(signed(i, secrets));
        }
        List<Boolean> same = Crowd.run(16, () -> {
            Random random = new Random(Thread.currentThread().getId());
            boolean all = true;
            for (int round = 0; round < 100; round++) {
                int i = random.nextInt(alone.size());
                all &= signed(i, secrets).equals(alone.get(i));
            }
            return all;
        });

        assertThat(new HashSet<>(same)).containsExactly(true);
    }

    private Map<String, String> signed(int i, List<Secret> secrets) {
        byte[] body = ("{\"n\":" + i * 7_919 + "}").getBytes(StandardCharsets.UTF_8);
        return signer().sign("msg_" + i, TIME.plusSeconds(i), body, List.of(secrets.get(i % secrets.size())));
    }
}
