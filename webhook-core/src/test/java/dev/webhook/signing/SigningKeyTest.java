package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

    private static final Instant MADE = Instant.parse("2026-11-23T10:00:00Z");
    private static final SigningKey KEY = SigningKey.of(SigningScheme.GITHUB, Secret.of("canary"), MADE);

    @Test
    void aNewKeySignsForGood() {
        assertThat(KEY.expiresAt()).isNull();
        assertThat(KEY.validAt(Instant.MAX)).isTrue();
    }

    @Test
    void aKeyIsValidBeforeItWasMadeSinceClocksDiffer() {
        assertThat(KEY.validAt(MADE.minusSeconds(5))).isTrue();
    }

    @Test
    void anExpiringKeyEndsAtTheInstantItself() {
        SigningKey expiring = KEY.expiringAt(MADE.plusSeconds(60));

        assertThat(expiring.validAt(MADE.plusSeconds(60).minusNanos(1))).isTrue();
        assertThat(expiring.validAt(MADE.plusSeconds(60))).isFalse();
    }

    @Test
    void expiringChangesNothingElse() {
        SigningKey expiring = KEY.expiringAt(MADE);

        assertThat(expiring).isEqualTo(new SigningKey(KEY.id(), KEY.scheme(), KEY.secret(), MADE, MADE));
    }

    @Test
    void keysGetDifferentIds() {
        assertThat(SigningKey.of(SigningScheme.GITHUB, KEY.secret(), MADE).id()).isNotEqualTo(KEY.id());
    }

    @Test
    void toStringNamesTheKeyButHidesTheSecret() {
        assertThat(KEY.toString()).contains(KEY.id().toString(), "github").doesNotContain("canary");
    }

    @Test
    void onlySchemesWithPublicKeysHaveOne() {
        assertThat(KEY.publicKey()).isNull();
        SigningKey malformed = SigningKey.of(SigningScheme.ED25519, KEY.secret(), MADE);
        assertThatIllegalArgumentException().isThrownBy(malformed::publicKey).withMessageNotContaining("canary");
    }

    @Test
    void nothingButTheEndMayBeMissing() {
        assertThatNullPointerException()
                .isThrownBy(() -> new SigningKey(null, KEY.scheme(), KEY.secret(), MADE, null))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> new SigningKey(KEY.id(), null, KEY.secret(), MADE, null))
                .withMessage("scheme");
        assertThatNullPointerException()
                .isThrownBy(() -> new SigningKey(KEY.id(), KEY.scheme(), null, MADE, null))
                .withMessage("secret");
        assertThatNullPointerException()
                .isThrownBy(() -> new SigningKey(KEY.id(), KEY.scheme(), KEY.secret(), null, null))
                .withMessage("createdAt");
    }

    @Test
    void anIdReadsWhatItWrote() {
        SigningKeyId id = SigningKeyId.random();

        assertThat(SigningKeyId.parse(id.toString())).isEqualTo(id).isEqualByComparingTo(id);
        assertThat(id).isLessThan(new SigningKeyId(new UUID(Long.MAX_VALUE, Long.MAX_VALUE)));
        assertThat(id).isGreaterThan(new SigningKeyId(new UUID(Long.MIN_VALUE, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-2-3-4-5", "00000000-0000-0000-0000-00000000000g", "6789ab019ca945-0a78-7abc-8def-012345"})
    void anIdIsAWholeUuid(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyId.parse(text));
        assertThatNullPointerException().isThrownBy(() -> new SigningKeyId(null));
    }
}
