package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.900Z");
    private static final byte[] BODY = Received.bytes("{}");
    private static final Signers SIGNERS = Signers.builtIn();
    private static final SigningScheme ACME = new SigningScheme("acme");

    private static SigningKey key(SigningScheme scheme, long age) {
        return SigningKey.of(scheme, SIGNERS.signer(scheme).generate(), NOW.minusSeconds(age));
    }

    private static Map<String, String> headers(SigningKey... keys) {
        return SIGNERS.headers("msg_1", NOW, BODY, List.of(keys));
    }

    private static String signature(SigningKey key, String header) {
        return SIGNERS.signer(key.scheme())
                .sign("msg_1", NOW, BODY, List.of(key.secret()))
                .get(header);
    }

    private static SigningScheme hmac(String header) {
        return SigningScheme.hmacHeader(header, HmacHash.SHA256, SignatureEncoding.HEX);
    }

    /** A signer of a host that writes fixed headers. */
    private record Fixed(Map<String, String> headers) implements Signer {

        @Override
        public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
            return headers;
        }

        @Override
        public void validate(Secret secret) {
            if (!secret.reveal().startsWith("acme")) {
                throw new IllegalArgumentException("secret for acme must start with acme");
            }
        }

        @Override
        public Secret generate() {
            return Secret.of("acme");
        }
    }

    @Test
    void idAndTimestampAreAlwaysThere() {
        for (SigningScheme scheme : List.of(SigningScheme.STANDARD, SigningScheme.GITHUB, SigningScheme.STRIPE)) {
            assertThat(headers(key(scheme, 1)))
                    .hasSize(3)
                    .containsEntry("webhook-id", "msg_1")
                    .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()));
        }
    }

    @Test
    void headersAreFoundWhateverTheirCaseAndCannotBeChanged() {
        Map<String, String> headers = headers(key(SigningScheme.GITHUB, 1));

        assertThat(headers.get("x-hub-signature-256")).isEqualTo(headers.get("X-Hub-Signature-256"));
        assertThat(catchThrowable(() -> headers.put("a", "b"))).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void duringTheOverlapOldAndNewKeySignNewestFirst() {
        SigningKey old = key(SigningScheme.STANDARD, 100).expiringAt(NOW.plusNanos(1));
        SigningKey fresh = key(SigningScheme.STANDARD, 1);

        assertThat(headers(old, fresh).get("webhook-signature"))
                .isEqualTo(signature(fresh, "webhook-signature") + " " + signature(old, "webhook-signature"));
    }

    @Test
    void anExpiredKeyIsNotUsed() {
        SigningKey old = key(SigningScheme.STANDARD, 100).expiringAt(NOW);
        SigningKey fresh = key(SigningScheme.STANDARD, 1);

        assertThat(headers(old, fresh)).containsEntry("webhook-signature", signature(fresh, "webhook-signature"));
    }

    @Test
    void aHeaderWithRoomForOneIsSignedByTheNewestValidKey() {
        SigningKey old = key(SigningScheme.GITHUB, 100);
        SigningKey fresh = key(SigningScheme.GITHUB, 50);
        SigningKey newestButExpired = key(SigningScheme.GITHUB, 1).expiringAt(NOW);

        assertThat(headers(old, newestButExpired, fresh))
                .containsEntry("X-Hub-Signature-256", signature(fresh, "X-Hub-Signature-256"));
    }

    @Test
    void keysMadeAtTheSameInstantKeepOneOrder() {
        SigningKey one = key(SigningScheme.GITHUB, 1);
        SigningKey other = key(SigningScheme.GITHUB, 1);

        assertThat(headers(one, other)).isEqualTo(headers(other, one));
    }

    @Test
    void ofKeysMadeAtTheSameInstantTheOneThatWasNotReplacedSignsFirst() {
        for (int i = 0; i < 20; i++) {
            SigningKey replaced = key(SigningScheme.GITHUB, 1).expiringAt(NOW.plusSeconds(60));
            SigningKey fresh = key(SigningScheme.GITHUB, 1);

            assertThat(headers(replaced, fresh))
                    .containsEntry("X-Hub-Signature-256", signature(fresh, "X-Hub-Signature-256"));
        }
    }

    @Test
    void symmetricAndAsymmetricSignaturesShareTheHeader() {
        SigningKey hmac = key(SigningScheme.STANDARD, 2);
        SigningKey ed25519 = key(SigningScheme.ED25519, 1);

        assertThat(headers(hmac, ed25519))
                .hasSize(3)
                .containsEntry(
                        "webhook-signature",
                        signature(ed25519, "webhook-signature") + " " + signature(hmac, "webhook-signature"));
    }

    @Test
    void allSchemesCanSignAtOnce() {
        SigningKey[] keys = {
            key(SigningScheme.STANDARD, 1),
            key(SigningScheme.ED25519, 2),
            key(SigningScheme.GITHUB, 3),
            key(SigningScheme.STRIPE, 4),
            key(hmac("X-Acme"), 5),
            key(hmac("X-Acme-2"), 6)
        };

        SIGNERS.validate(List.of(keys));
        assertThat(headers(keys))
                .containsOnlyKeys(
                        "Stripe-Signature",
                        "webhook-id",
                        "webhook-signature",
                        "webhook-timestamp",
                        "X-Acme",
                        "X-Acme-2",
                        "X-Hub-Signature-256");
    }

    @Test
    void withoutAValidKeyNothingIsSigned() {
        SigningKey expired = key(SigningScheme.STANDARD, 1).expiringAt(NOW);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers(expired))
                .withMessage("can't sign: none of the endpoint's 1 signing keys is valid at " + NOW);
        assertThatIllegalArgumentException().isThrownBy(SignersTest::headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a\nb"})
    void aMalformedIdIsRefusedWhateverTheScheme(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.headers(id, NOW, BODY, List.of(key(SigningScheme.GITHUB, 1))))
                .withMessageContaining("message id");
    }

    @Test
    void twoSchemesThatWriteTheSameHeaderAreRefused() {
        List<SigningKey> keys = List.of(key(hmac("X-Acme"), 2), key(hmac("x-acme"), 1));
        String problem = "schemes 'hmac:x-acme:sha256:hex' and 'hmac:X-Acme:sha256:hex' both write header 'X-Acme';"
                + " an endpoint can use only one of them";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.validate(keys))
                .withMessage("signing keys: " + problem);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.headers("msg_1", NOW, BODY, keys))
                .withMessage("can't sign: " + problem);
    }

    @Test
    void validateListsAllThatIsWrong() {
        SigningKey tooShort = SigningKey.of(SigningScheme.STANDARD, Secret.of("whsec_AAAA"), NOW);
        SigningKey unknown = SigningKey.of(ACME, Secret.of("acme"), NOW);
        List<SigningKey> keys =
                List.of(tooShort.expiringAt(NOW), unknown.expiringAt(NOW), unknown.expiringAt(NOW.plusSeconds(1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.validate(keys))
                .withMessageStartingWith("signing keys: at least one key must not expire")
                .withMessageContaining("key " + tooShort.id() + ": secret for scheme 'v1' must be")
                .withMessageContaining("key " + unknown.id() + " is there twice")
                .withMessageContaining("key " + unknown.id() + ": signing scheme 'acme' is unknown");
    }

    @Test
    void theOldestOfTheMostKeysIsLookedAtByEveryVerifier() {
        for (SigningScheme scheme : List.of(SigningScheme.STANDARD, SigningScheme.STRIPE)) {
            List<SigningKey> keys =
                    LongStream.range(0, 31).mapToObj(age -> key(scheme, age)).toList();
            List<SigningKey> most = keys.subList(0, 30);
            String oldest = most.get(29).secret().reveal();
            WebhookVerifier verifier = scheme.equals(SigningScheme.STRIPE)
                    ? WebhookVerifier.stripe(oldest)
                    : WebhookVerifier.standard(oldest);

            SIGNERS.validate(most);
            assertThatCode(() -> verifier.withClock(InstantSource.fixed(NOW))
                            .verify(SIGNERS.headers("msg_1", NOW, BODY, most), BODY))
                    .doesNotThrowAnyException();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SIGNERS.validate(keys))
                    .withMessageContaining("there are 31, at most 30");
        }
    }

    @Test
    void anEndpointNeedsAKeyThatLasts() {
        SigningKey old = key(SigningScheme.STANDARD, 100).expiringAt(NOW);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.validate(List.of()))
                .withMessageContaining("must not expire");
        assertThatIllegalArgumentException().isThrownBy(() -> SIGNERS.validate(List.of(old)));
        SIGNERS.validate(List.of(old, key(SigningScheme.STANDARD, 1)));
    }

    @Test
    void anUnknownSchemeIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNERS.signer(ACME))
                .withMessage("signing scheme 'acme' is unknown; known are [v1, v1a, github, stripe]"
                        + " and hmac:<header>:<hash>:<encoding>");
    }

    @Test
    void aHostAddsSchemesWithoutChangingTheBuiltInOnes() {
        Signers more = SIGNERS.with(ACME, new Fixed(Map.of("X-Acme", "yes")));
        SigningKey key = SigningKey.of(ACME, Secret.of("acme"), NOW);

        more.validate(List.of(key));
        assertThat(more.headers("msg_1", NOW, BODY, List.of(key))).containsEntry("X-Acme", "yes");
        assertThat(more).hasToString("Signers[v1, v1a, github, stripe, acme]");
        assertThat(SIGNERS).hasToString("Signers[v1, v1a, github, stripe]");
    }

    @Test
    void aHostsEntriesJoinTheStandardHeaderWhateverItsCase() {
        Signers more = SIGNERS.with(ACME, new Fixed(Map.of("Webhook-Signature", "v9,abc")));
        SigningKey own = SigningKey.of(ACME, Secret.of("acme"), NOW.minusSeconds(9));
        SigningKey standard = key(SigningScheme.STANDARD, 1);

        assertThat(more.headers("msg_1", NOW, BODY, List.of(own, standard)).get("webhook-signature"))
                .isEqualTo(signature(standard, "webhook-signature") + " v9,abc");
    }

    @Test
    void aNameStandsForOneFormatForGood() {
        Signer signer = new Fixed(Map.of());

        for (SigningScheme taken : List.of(SigningScheme.STANDARD, hmac("X-Acme"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SIGNERS.with(taken, signer))
                    .withMessageContaining("'" + taken + "' has a signer already");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Webhook-Id=x",
                "webhook-timestamp=1",
                "Host=x",
                "X Acme=1",
                "X-Acme=a\r\nb",
                "X-Acme=",
                "X-Acme= a"
            })
    void aHostsSignerMustNotSmuggleHeaders(String header) {
        String[] parts = header.split("=", 2);
        Signers more = SIGNERS.with(ACME, new Fixed(Map.of(parts[0], parts[1])));
        List<SigningKey> keys = List.of(SigningKey.of(ACME, Secret.of("acme"), NOW));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> more.headers("msg_1", NOW, BODY, keys))
                .withMessageStartingWith("can't sign: scheme 'acme' writes");
        assertThatIllegalArgumentException().isThrownBy(() -> more.validate(keys));
    }

    @Test
    void aSignerThatWritesNothingIsRefused() {
        Signers more = SIGNERS.with(ACME, new Fixed(Map.of()));
        List<SigningKey> keys = List.of(SigningKey.of(ACME, Secret.of("acme"), NOW));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> more.headers("msg_1", NOW, BODY, keys))
                .withMessage("can't sign: scheme 'acme' writes no header");
    }
}
