package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

    private static final byte[] KEY = new byte[32];

    @Test
    void showsItsIdsOnly() {
        KeyRing ring = KeyRing.builder()
                .primary("2026-11", KEY)
                .retired("2025_01", KEY)
                .build();

        assertThat(ring.primaryId()).isEqualTo("2026-11");
        assertThat(ring).hasToString("KeyRing[primary=2026-11, ids=[2026-11, 2025_01]]");
    }

    @Test
    void needsExactlyOnePrimaryKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.builder().retired("a", KEY).build())
                .withMessage("key ring: there must be exactly one primary key, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KeyRing.builder().primary("a", KEY).primary("b", KEY).build())
                .withMessage("key ring: there must be exactly one primary key, not 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33})
    void keysHave32Bytes(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.builder().primary("a", new byte[size]).build())
                .withMessage("key ring: key 'a' has " + size + " bytes, AES-256 needs 32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "ä", "123456789012345678901234567890123"})
    void idsAreShortTokens(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.builder().primary(id, KEY).build())
                .withMessageContaining("1 to 32 letters");
    }

    @Test
    void allMistakesAreToldTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.builder()
                        .retired("a", KEY)
                        .retired("a", KEY)
                        .retired("b", new byte[1])
                        .build())
                .withMessage("key ring: key 'a' is there twice; key 'b' has 1 bytes, AES-256 needs 32;"
                        + " there must be exactly one primary key, not 0");
    }

    @Test
    void theCallersArrayCanBeWipedAndTheBuilderUsedAgain() {
        byte[] key = KEY.clone();
        Arrays.fill(key, (byte) 7);
        KeyRing.Builder builder = KeyRing.builder().primary("a", key);
        String stored = SecretCipher.encrypting(builder.build()).encrypt(Secret.of("secret"), "row");
        Arrays.fill(key, (byte) 0);

        KeyRing later = builder.retired("b", KEY).build();

        assertThat(SecretCipher.encrypting(later).decrypt(stored, "row")).isEqualTo(Secret.of("secret"));
    }
}
