package dev.webhook.signing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A port that signs messages by one scheme, knows what a secret for it looks like, and makes new ones.
 *
 * <p>Implementations are called by many threads at once and on every attempt. {@link #sign} and {@link #validate} are
 * pure: what they do depends on their arguments only, they keep nothing, wait for nothing and change no argument.
 * The names of the headers that {@code sign} returns don't depend on the message, so that two schemes that would write
 * the same header are found when an endpoint is saved.
 *
 * <p>No exception of theirs may show a secret or any part of it.
 */
public interface Signer {

    /**
     * Returns the headers that prove the message genuine, by name.
     *
     * <p>A scheme whose format has room for several signatures makes one for each secret, so that a receiver can change
     * over from an old secret to a new one at its leisure; a scheme with room for one uses the newest secret.
     *
     * @param messageId the message's id, the same on every attempt; visible ASCII without full stop
     * @param timestamp the time of this attempt
     * @param body the exact bytes that are sent
     * @param secrets at least one secret that {@link #validate} accepts, newest first
     * @return at least one header; values are printable ASCII; {@code webhook-id} and {@code webhook-timestamp} aren't
     *     among them
     * @throws IllegalArgumentException if there is no secret, or the id or a secret is not valid for this scheme
     */
    Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets);

    /**
     * Checks that {@code secret} can be used with this scheme.
     *
     * @throws IllegalArgumentException if it can't; the message says what would be right and doesn't show the secret
     */
    void validate(Secret secret);

    /** Returns a new secret from a cryptographically strong source, which {@link #validate} accepts. */
    Secret generate();
}
