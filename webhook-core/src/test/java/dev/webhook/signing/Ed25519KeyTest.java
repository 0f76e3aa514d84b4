package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeyTest {

    private static final Signer SIGNER = Signers.builtIn().signer(SigningScheme.ED25519);
    private static final byte[] NOTHING = {};

    /** RFC 8032, section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a",
    })
    void agreesWithRfc8032(String seed, String point, String message, String expected) {
        Secret secret = Secret.of(text("whsk_", seed + point));
        byte[] body = HexFormat.of().parseHex(message);

        byte[] signed = Ed25519Key.sign(Ed25519Key.privateKey(secret), NOTHING, body);

        assertThat(HexFormat.of().formatHex(signed)).isEqualTo(expected);
        assertThat(Ed25519Key.publicText(secret)).isEqualTo(text("whpk_", point));
        assertThat(Ed25519Key.verifies(Ed25519Key.publicKey(text("whpk_", point)), NOTHING, body, signed))
                .isTrue();
        SIGNER.validate(secret);
    }

    @Test
    void aGeneratedSecretHoldsBothHalves() {
        Secret secret = SIGNER.generate();

        assertThat(secret.reveal()).startsWith("whsk_").hasSize("whsk_".length() + 88);
        SIGNER.validate(secret);
    }

    @Test
    void halvesOfDifferentKeysAreRefused() {
        byte[] one = bytes(SIGNER.generate());
        byte[] other = bytes(SIGNER.generate());
        byte[] mixed = KeyMaterial.concat(Arrays.copyOf(one, 32), Arrays.copyOfRange(other, 32, 64));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNER.validate(Secret.of(KeyMaterial.encode("whsk_", mixed))))
                .withMessageContaining("don't belong together");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 63, 65})
    void aSecretHas64Bytes(int size) {
        Secret secret = Secret.of(KeyMaterial.encode("whsk_", new byte[size]));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNER.validate(secret))
                .withMessage("secret for scheme 'v1a' must be 'whsk_' and the base64 form, with padding, of 64 bytes;"
                        + " it has " + size + " (private key, then public key)");
    }

    @Test
    void anHmacSecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SIGNER.validate(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
                .withMessageContaining("must be 'whsk_'")
                .withMessageNotContaining("MfKQ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void aPublicKeyHas32Bytes(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ed25519Key.publicKey(KeyMaterial.encode("whpk_", new byte[size])))
                .withMessage("public key for scheme 'v1a' must be 'whpk_' and the base64 form, with padding, of 32"
                        + " bytes; it has " + size);
    }

    @Test
    void aPublicKeyIsAPointOfTheCurve() {
        byte[] noPoint = new byte[32];
        noPoint[0] = 2;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ed25519Key.publicKey(KeyMaterial.encode("whpk_", noPoint)))
                .withMessageContaining("not a point");
    }

    @Test
    void aSignatureOfTheWrongLengthDoesNotVerify() {
        var key = Ed25519Key.publicKey(Ed25519Key.publicText(SIGNER.generate()));

        assertThat(Ed25519Key.verifies(key, NOTHING, NOTHING, new byte[63])).isFalse();
        assertThat(Ed25519Key.verifies(key, NOTHING, NOTHING, NOTHING)).isFalse();
    }

    private static byte[] bytes(Secret secret) {
        return Base64.getDecoder().decode(secret.reveal().substring("whsk_".length()));
    }

    private static String text(String prefix, String hex) {
        return KeyMaterial.encode(prefix, HexFormat.of().parseHex(hex));
    }
}
