package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Mutants;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stored values that were changed yield the secret that was stored or the one exception that says so. */
@Tag("sweep")
class StoredSecretFuzzTest {

    private static final String ROW = "webhooks/1/secret";
    private static final Secret SECRET = Secret.of("whsec_canary");
    private static final KeyRing KEYS = KeyRing.builder()
            .primary("new", new byte[KeyRing.KEY_BYTES])
            .retired("old", "an old key that has 32 characters".substring(0, 32).getBytes(StandardCharsets.US_ASCII))
            .build();

    private final Random random = new Random(20_261_127);

    @Test
    void noChangeOfAnEncryptedValueYieldsAnotherSecret() {
        SecretCipher cipher = SecretCipher.encrypting(KEYS);
        int refused = 0;
        for (int i = 0; i < 8_000; i++) {
            String mutant = Mutants.of(cipher.encrypt(SECRET, ROW), random);
            try {
                assertThat(cipher.decrypt(mutant, ROW)).as(mutant).isEqualTo(SECRET);
            } catch (SecretDecryptionException e) {
                assertThat(e).hasMessageNotContaining("canary").hasNoCause();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(6_000);
    }

    @Test
    void aValueThatIsReadSaysItsKeyAndOneThatIsNotIsRefusedAlike() {
        List<SecretCipher> ciphers = List.of(
                SecretCipher.encrypting(KEYS), SecretCipher.encryptingAfterPlainText(KEYS), SecretCipher.plainText());
        List<String> stored = List.of("plain:canary", "aes1:new:AAAA", "aes1:old:" + "A".repeat(80), "aes1:", "");
        for (int i = 0; i < 8_000; i++) {
            String mutant = Mutants.of(stored.get(random.nextInt(stored.size())), random);
            for (SecretCipher cipher : ciphers) {
                try {
                    assertThat(cipher.needsReencryption(mutant)).isIn(true, false);
                    assertThat(cipher.decrypt(mutant, ROW).reveal()).isEqualTo(mutant.substring("plain:".length()));
                    assertThat(cipher.keyId(mutant)).isNull();
                } catch (SecretDecryptionException e) {
                    assertThat(e).hasNoCause();
                }
            }
        }
    }
}
