package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.signing.SecretDecryptionException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCipherTest {

    private static final Secret SECRET = Secret.of("whsec_canary");
    private static final String ROW = "webhooks/1/secret";
    private static final byte[] OLD_KEY = filled(1);
    private static final byte[] NEW_KEY = filled(2);

    private static final SecretCipher OLD =
            SecretCipher.encrypting(KeyRing.builder().primary("old", OLD_KEY).build());
    private static final KeyRing BOTH_KEYS =
            KeyRing.builder().retired("old", OLD_KEY).primary("new", NEW_KEY).build();
    private static final SecretCipher BOTH = SecretCipher.encrypting(BOTH_KEYS);
    private static final SecretCipher NEW =
            SecretCipher.encrypting(KeyRing.builder().primary("new", NEW_KEY).build());

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    private static void assertUnreadable(SecretCipher cipher, String stored, String row, Reason reason) {
        SecretDecryptionException refusal =
                catchThrowableOfType(SecretDecryptionException.class, () -> cipher.decrypt(stored, row));
        assertThat(refusal).as(stored).isNotNull();
        assertThat(refusal.reason()).as(stored).isEqualTo(reason);
        assertThat(refusal).hasMessageNotContaining("canary");
        assertThat(refusal.getCause()).isNull();
    }

    @Property(tries = 300)
    void whatIsEncryptedReadsBack(@ForAll @StringLength(min = 1, max = 255) String text) {
        String possible = text.codePoints()
                .map(c -> c == 0 || (c >= 0xd800 && c < 0xe000) ? 'x' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        for (SecretCipher cipher : List.of(NEW, SecretCipher.plainText())) {
            String stored = cipher.encrypt(Secret.of(possible), ROW);
            assertThat(cipher.decrypt(stored, ROW).reveal()).isEqualTo(possible);
        }
    }

    @Test
    void theFormIsDocumentedAndReadableByOthers() throws Exception {
        String stored = NEW.encrypt(SECRET, ROW);

        assertThat(stored).matches("aes1:new:[A-Za-z0-9_-]+").doesNotContain("canary");
        byte[] content = Base64.getUrlDecoder().decode(stored.substring("aes1:new:".length()));
        assertThat(content).hasSize(12 + SECRET.utf8().length + 16);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(NEW_KEY, "AES"), new GCMParameterSpec(128, content, 0, 12));
        cipher.updateAAD(("aes1:new:" + ROW).getBytes(StandardCharsets.UTF_8));
        assertThat(cipher.doFinal(content, 12, content.length - 12)).isEqualTo(SECRET.utf8());
    }

    @Test
    void valuesStayBelowTheDocumentedLength() {
        KeyRing longId = KeyRing.builder().primary("x".repeat(32), NEW_KEY).build();

        String stored = SecretCipher.encrypting(longId).encrypt(Secret.of("€".repeat(Secret.MAX_LENGTH)), ROW);

        assertThat(stored).hasSizeLessThan(17_000).isPrintable();
    }

    @Test
    void everyNonceIsNew() {
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(i -> NEW.encrypt(SECRET, ROW).substring(0, 25)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRetiredKeyReadsButIsToBeReplaced() {
        String stored = OLD.encrypt(SECRET, ROW);

        assertThat(BOTH.decrypt(stored, ROW)).isEqualTo(SECRET);
        assertThat(BOTH.needsReencryption(stored)).isTrue();
        assertThat(BOTH.keyId(stored)).isEqualTo("old");
        String again = BOTH.encrypt(SECRET, ROW);
        assertThat(BOTH.needsReencryption(again)).isFalse();
        assertThat(BOTH.keyId(again)).isEqualTo("new");
        assertThat(NEW.decrypt(again, ROW)).isEqualTo(SECRET);
    }

    @Test
    void aKeyOutsideTheRingIsNamed() {
        String stored = OLD.encrypt(SECRET, ROW);

        assertUnreadable(NEW, stored, ROW, Reason.UNKNOWN_KEY);
        assertThat(catchThrowableOfType(SecretDecryptionException.class, () -> NEW.decrypt(stored, ROW)))
                .hasMessage("stored secret is encrypted under key 'old', which isn't in the ring");
        assertThat(NEW.keyId(stored)).isEqualTo("old");
        assertThat(NEW.needsReencryption(stored)).isTrue();
    }

    @Test
    void aValueCopiedIntoAnotherRowIsRefused() {
        assertUnreadable(NEW, NEW.encrypt(SECRET, ROW), "webhooks/2/secret", Reason.NOT_AUTHENTIC);
    }

    @Test
    void aChangedKeyIdIsRefused() {
        assertUnreadable(BOTH, BOTH.encrypt(SECRET, ROW).replace("aes1:new:", "aes1:old:"), ROW, Reason.NOT_AUTHENTIC);
        KeyRing sameKeyUnderTwoIds =
                KeyRing.builder().primary("a", NEW_KEY).retired("b", NEW_KEY).build();
        SecretCipher cipher = SecretCipher.encrypting(sameKeyUnderTwoIds);
        assertUnreadable(cipher, cipher.encrypt(SECRET, ROW).replace("aes1:a:", "aes1:b:"), ROW, Reason.NOT_AUTHENTIC);
    }

    @Test
    void anotherKeyUnderTheSameIdIsRefused() {
        SecretCipher other = SecretCipher.encrypting(
                KeyRing.builder().primary("new", OLD_KEY).build());

        assertUnreadable(other, NEW.encrypt(SECRET, ROW), ROW, Reason.NOT_AUTHENTIC);
    }

    @Test
    void everyChangedBitIsFound() {
        String stored = NEW.encrypt(SECRET, ROW);
        byte[] content = Base64.getUrlDecoder().decode(stored.substring("aes1:new:".length()));

        for (int bit = 0; bit < content.length * 8; bit++) {
            byte[] changed = content.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String forged =
                    "aes1:new:" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertUnreadable(NEW, forged, ROW, Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void everyTruncationIsFound() {
        String stored = NEW.encrypt(SECRET, ROW);

        for (int length = 0; length < stored.length(); length++) {
            String cut = stored.substring(0, length);
            SecretDecryptionException refusal =
                    catchThrowableOfType(SecretDecryptionException.class, () -> NEW.decrypt(cut, ROW));
            assertThat(refusal).as(cut).isNotNull();
            assertThat(refusal.reason()).isIn(Reason.MALFORMED, Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void aValueTooShortForASecretIsMalformed() {
        assertUnreadable(NEW, "aes1:new:" + base64Url(28), ROW, Reason.MALFORMED);
        assertUnreadable(NEW, "aes1:new:" + base64Url(29), ROW, Reason.NOT_AUTHENTIC);
    }

    private static String base64Url(int size) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[size]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "canary",
                "whsec_canary",
                "aes1",
                "aes1:",
                "aes1:new",
                "aes1::AAAA",
                "aes1:new:",
                "aes1:new:canary!",
                "aes1:ca nary:AAAA",
                "aes2:new:AAAA",
                "AES1:new:AAAA",
                "xaes1:new:AAAA"
            })
    void otherFormsAreRefused(String stored) {
        assertUnreadable(NEW, stored, ROW, Reason.MALFORMED);
    }

    @Test
    void plainTextIsRefusedUnlessAskedForByName() {
        String stored = SecretCipher.plainText().encrypt(SECRET, ROW);
        assertThat(stored).isEqualTo("plain:whsec_canary");

        assertUnreadable(NEW, stored, ROW, Reason.MALFORMED);
        assertThat(catchThrowableOfType(SecretDecryptionException.class, () -> NEW.needsReencryption(stored)))
                .isNotNull();
        assertThat(catchThrowableOfType(SecretDecryptionException.class, () -> NEW.keyId(stored)))
                .isNotNull();
    }

    @Test
    void aDatabaseInPlainTextCanBeEncryptedLater() {
        SecretCipher moving = SecretCipher.encryptingAfterPlainText(BOTH_KEYS);
        String stored = SecretCipher.plainText().encrypt(SECRET, ROW);

        assertThat(moving.decrypt(stored, ROW)).isEqualTo(SECRET);
        assertThat(moving.needsReencryption(stored)).isTrue();
        assertThat(moving.keyId(stored)).isNull();
        String again = moving.encrypt(SECRET, ROW);
        assertThat(BOTH.decrypt(again, ROW)).isEqualTo(SECRET);
        assertThat(moving.needsReencryption(again)).isFalse();
    }

    @Test
    void plainTextReadsOnlyPlainText() {
        SecretCipher plain = SecretCipher.plainText();
        String looksEncrypted = plain.encrypt(Secret.of("aes1:new:AAAA"), ROW);

        assertThat(plain.decrypt(looksEncrypted, ROW)).isEqualTo(Secret.of("aes1:new:AAAA"));
        assertThat(plain.needsReencryption(looksEncrypted)).isFalse();
        assertThat(plain.keyId(looksEncrypted)).isNull();
        String encrypted = NEW.encrypt(SECRET, ROW);
        assertUnreadable(plain, encrypted, ROW, Reason.UNKNOWN_KEY);
        assertThat(catchThrowableOfType(SecretDecryptionException.class, () -> plain.needsReencryption(encrypted)))
                .isNotNull();
        assertThat(catchThrowableOfType(SecretDecryptionException.class, () -> plain.keyId(encrypted)))
                .hasMessageContaining("'new'");
        assertUnreadable(plain, "plain:", ROW, Reason.MALFORMED);
    }

    @Test
    void aRowMustBeNamed() {
        for (SecretCipher cipher : List.of(NEW, SecretCipher.plainText())) {
            String stored = cipher.encrypt(SECRET, ROW);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cipher.encrypt(SECRET, ""))
                    .withMessageContaining("row identity");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cipher.decrypt(stored, ""))
                    .withMessageContaining("row identity");
        }
    }

    @Test
    void ciphersShowKeyIdsOnly() {
        assertThat(BOTH).hasToString("SecretCipher[KeyRing[primary=new, ids=[old, new]]]");
        assertThat(SecretCipher.plainText()).hasToString("SecretCipher[plain text]");
        assertThat(StoredSecret.parse("plain:canary")).hasToString("StoredSecret[keyId=null]");
    }
}
