package dev.webhook.signing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads and makes Ed25519 keys (RFC 8032) in the text forms of Standard Webhooks 1.0, and signs and verifies. */
final class Ed25519Key {

    static final String SECRET_PREFIX = "whsk_";
    static final String PUBLIC_PREFIX = "whpk_";
    static final int SIGNATURE_BYTES = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final int HALF_BYTES = 32;

    /** What stands before the 32 bytes of a public key in its SubjectPublicKeyInfo (RFC 8410, section 4). */
    private static final byte[] PUBLIC_KEY_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519Key() {}

    /** Returns the private half of a {@code whsk_} text. */
    static PrivateKey privateKey(Secret secret) {
        byte[] seed = Arrays.copyOf(halves(secret), HALF_BYTES);
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't read an Ed25519 private key", e);
        }
    }

    /** Returns the {@code whpk_} text of the public half of a {@code whsk_} text. */
    static String publicText(Secret secret) {
        return KeyMaterial.encode(PUBLIC_PREFIX, Arrays.copyOfRange(halves(secret), HALF_BYTES, 2 * HALF_BYTES));
    }

    private static byte[] halves(Secret secret) {
        try {
            return KeyMaterial.decode(SECRET_PREFIX, 2 * HALF_BYTES, 2 * HALF_BYTES, secret.reveal());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "secret for scheme 'v1a' " + e.getMessage() + " (private key, then public key)", e);
        }
    }

    /**
     * Returns the key of a {@code whpk_} text.
     *
     * @throws IllegalArgumentException if the text has another form, or isn't a point of the curve
     */
    static PublicKey publicKey(String text) {
        byte[] point;
        try {
            point = KeyMaterial.decode(PUBLIC_PREFIX, HALF_BYTES, HALF_BYTES, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("public key for scheme 'v1a' " + e.getMessage(), e);
        }
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(KeyMaterial.concat(PUBLIC_KEY_HEAD, point)));
            Signature.getInstance(ALGORITHM).initVerify(key);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("public key for scheme 'v1a' is not a point of the Ed25519 curve", e);
        }
    }

    static Secret generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, PUBLIC_KEY_HEAD.length, encoded.length);
            return Secret.of(KeyMaterial.encode(SECRET_PREFIX, KeyMaterial.concat(seed, point)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't make Ed25519 keys", e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] head, byte[] body) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(head);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't sign with Ed25519", e);
        }
    }

    static boolean verifies(PublicKey key, byte[] head, byte[] body, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(head);
            signature.update(body);
            return signature.verify(signed);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't verify with Ed25519", e);
        }
    }
}
