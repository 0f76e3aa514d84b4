package dev.webhook.signing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A receiver's check that a webhook was sent by somebody who holds the secret, was not changed on the way, and is fresh.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.standard("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
 * VerifiedWebhook webhook = verifier.verify(request::getHeader, body);
 * }</pre>
 *
 * <p>Each factory takes several secrets, so that both the old and the new one pass while the sender rotates. At most the
 * first 32 signatures of a header are looked at. Comparisons take the same time wherever the texts differ.
 *
 * <p>Immutable and thread-safe, if the clock is.
 */
public final class WebhookVerifier {

    /** How far a timestamp may lie in the past or future unless {@link #withTolerance} says otherwise: 5 minutes. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private final SignatureCheck check;
    private final Freshness freshness;

    private WebhookVerifier(SignatureCheck check, Freshness freshness) {
        this.check = check;
        this.freshness = freshness;
    }

    private WebhookVerifier(SignatureCheck check) {
        this(check, new Freshness(DEFAULT_TOLERANCE, InstantSource.system()));
    }

    /**
     * Returns a verifier for Standard Webhooks 1.0, which signs id, timestamp and body.
     *
     * @param secretsOrPublicKeys secrets ({@code whsec_}, scheme {@code v1}) and public keys ({@code whpk_}, scheme
     *     {@code v1a}), at least one
     * @throws IllegalArgumentException if there is none or one is malformed; the message doesn't show it
     */
    public static WebhookVerifier standard(String... secretsOrPublicKeys) {
        return new WebhookVerifier(new StandardCheck(requireSome(secretsOrPublicKeys)));
    }

    /**
     * Returns a verifier for {@code X-Hub-Signature-256}, which signs the body only: a recorded webhook can be sent
     * again at any time.
     *
     * @param secrets at least one
     * @throws IllegalArgumentException if there is none, or one is no {@link Secret}
     */
    public static WebhookVerifier github(String... secrets) {
        return new WebhookVerifier(new BodyHmacCheck(BodyHmacSigner.GITHUB, secrets(secrets)));
    }

    /**
     * Returns a verifier for {@code Stripe-Signature}, which signs timestamp and body.
     *
     * @param secrets at least one; the whole text is the key, its {@code whsec_} included
     * @throws IllegalArgumentException if there is none, or one is no {@link Secret}
     */
    public static WebhookVerifier stripe(String... secrets) {
        return new WebhookVerifier(new StripeCheck(secrets(secrets)));
    }

    /**
     * Returns a verifier for {@link SigningScheme#hmacHeader}, which signs the body only: a recorded webhook can be sent
     * again at any time.
     *
     * @param secrets at least one
     * @throws IllegalArgumentException if there is none, one is no {@link Secret}, or the header's name is not valid
     */
    public static WebhookVerifier hmac(String header, HmacHash hash, SignatureEncoding encoding, String... secrets) {
        BodyHmacSigner signer = BodyHmacSigner.of(new HmacHeader(header, hash, encoding));
        return new WebhookVerifier(new BodyHmacCheck(signer, secrets(secrets)));
    }

    private static List<Secret> secrets(String... texts) {
        return requireSome(texts).stream().map(Secret::of).toList();
    }

    private static List<String> requireSome(String... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("at least one secret or public key is needed to verify");
        }
        return Arrays.asList(keys);
    }

    /**
     * Returns this verifier with another tolerance for signed timestamps, in both directions. A longer one gives an
     * attacker more time to send a recorded webhook again; a shorter one needs better clocks. Defaults to 5 minutes.
     *
     * @throws IllegalArgumentException if {@code tolerance} is not longer than zero
     */
    public WebhookVerifier withTolerance(Duration tolerance) {
        return new WebhookVerifier(check, new Freshness(tolerance, freshness.clock()));
    }

    /** Returns this verifier with another clock, for tests. Defaults to the system's clock. */
    public WebhookVerifier withClock(InstantSource clock) {
        return new WebhookVerifier(check, new Freshness(freshness.tolerance(), clock));
    }

    /**
     * Verifies a webhook whose headers are in a map; names are compared without regard to case.
     *
     * @param body the exact bytes that were received, neither parsed nor written anew
     * @return what the signature vouches for besides the body
     * @throws WebhookVerificationException if the webhook must not be trusted; nothing else is thrown, whatever was
     *     received
     */
    public VerifiedWebhook verify(Map<String, String> headers, byte[] body) {
        return check.verify(ReceivedHeaders.of(headers), body, freshness);
    }

    /**
     * Verifies a webhook whose headers are looked up by {@code headers}, which must not regard case and returns null for
     * a header that is missing, such as {@code request::getHeader}.
     *
     * @param body the exact bytes that were received, neither parsed nor written anew
     * @return what the signature vouches for besides the body
     * @throws WebhookVerificationException if the webhook must not be trusted; nothing else is thrown, whatever was
     *     received
     */
    public VerifiedWebhook verify(Function<String, @Nullable String> headers, byte[] body) {
        return check.verify(new ReceivedHeaders(headers), body, freshness);
    }
}
