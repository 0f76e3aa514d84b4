package dev.webhook.signing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The signing schemes that a dispatcher knows, each with its {@link Signer}.
 *
 * <p>Besides those that are registered, every scheme of {@link SigningScheme#hmacHeader} is known.
 *
 * <p>Immutable, and as thread-safe as its signers have to be.
 */
public final class Signers {

    /**
     * The most keys of an endpoint: verifiers look at a bounded number of signatures, ours at 32 entries of a header, of
     * which Stripe's timestamp is one.
     */
    public static final int MAX_KEYS = 30;

    /** Of keys made at the same instant, a rotation has let the older one expire. */
    private static final Comparator<SigningKey> NEWEST_FIRST = Comparator.comparing(SigningKey::createdAt)
            .reversed()
            .thenComparing(SigningKey::expiresAt, Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(SigningKey::id);

    private static final Signers BUILT_IN = new Signers(Map.of())
            .with(SigningScheme.STANDARD, new StandardSigner())
            .with(SigningScheme.ED25519, new Ed25519Signer())
            .with(SigningScheme.GITHUB, BodyHmacSigner.GITHUB)
            .with(SigningScheme.STRIPE, new StripeSigner());

    private final Map<SigningScheme, Signer> byScheme;

    private Signers(Map<SigningScheme, Signer> byScheme) {
        this.byScheme = byScheme;
    }

    /** Returns the schemes that come with this library: {@code v1}, {@code v1a}, {@code github}, {@code stripe}. */
    public static Signers builtIn() {
        return BUILT_IN;
    }

    /**
     * Returns these schemes and {@code scheme}.
     *
     * @throws IllegalArgumentException if {@code scheme} is known already: its name stands for one format for good
     */
    public Signers with(SigningScheme scheme, Signer signer) {
        if (isHmacHeader(scheme) || byScheme.containsKey(scheme)) {
            throw new IllegalArgumentException(
                    "signing scheme '" + scheme + "' has a signer already, register yours under another name");
        }
        Map<SigningScheme, Signer> more = new LinkedHashMap<>(byScheme);
        more.put(scheme, signer);
        return new Signers(Collections.unmodifiableMap(more));
    }

    /**
     * Returns the signer for {@code scheme}.
     *
     * @throws IllegalArgumentException if the scheme isn't known; the message lists those that are
     */
    public Signer signer(SigningScheme scheme) {
        Signer signer = byScheme.get(scheme);
        if (signer != null) {
            return signer;
        }
        if (isHmacHeader(scheme)) {
            return BodyHmacSigner.of(HmacHeader.parse(scheme.name()));
        }
        throw new IllegalArgumentException("signing scheme '" + scheme + "' is unknown; known are " + byScheme.keySet()
                + " and hmac:<header>:<hash>:<encoding>");
    }

    private static boolean isHmacHeader(SigningScheme scheme) {
        return scheme.name().startsWith(HmacHeader.PREFIX);
    }

    /**
     * Returns the headers of one attempt: {@code webhook-id}, {@code webhook-timestamp} (Unix seconds) and the
     * signatures of all keys that are valid at {@code timestamp}.
     *
     * <p>Signatures of several schemes for {@code webhook-signature} are joined by a space. Names are looked up in the
     * returned map without regard to case, as HTTP does.
     *
     * @param messageId the message's id, the same on every attempt: 1 to 255 visible ASCII characters, no full stop
     * @param timestamp the time of this attempt
     * @param body the exact bytes that are sent
     * @param keys the endpoint's keys in any order, as {@link #validate} accepts them
     * @return an unmodifiable map
     * @throws IllegalArgumentException if the id is not valid, no key is valid at {@code timestamp} (nothing is ever
     *     sent unsigned by accident), or the keys are such as {@link #validate} refuses
     */
    public Map<String, String> headers(String messageId, Instant timestamp, byte[] body, List<SigningKey> keys) {
        StandardWebhooks.requireMessageId(messageId);
        List<SigningKey> valid =
                keys.stream().filter(key -> key.validAt(timestamp)).toList();
        if (valid.isEmpty()) {
            throw new IllegalArgumentException(
                    "can't sign: none of the endpoint's " + keys.size() + " signing keys is valid at " + timestamp);
        }
        ComposedHeaders headers = new ComposedHeaders();
        secretsByScheme(valid)
                .forEach((scheme, secrets) ->
                        headers.add(scheme, signer(scheme).sign(messageId, timestamp, body, secrets)));
        return headers.with(messageId, timestamp.getEpochSecond());
    }

    private static Map<SigningScheme, List<Secret>> secretsByScheme(Collection<SigningKey> keys) {
        Map<SigningScheme, List<Secret>> secrets = new LinkedHashMap<>();
        keys.stream()
                .sorted(NEWEST_FIRST)
                .forEach(key -> secrets.computeIfAbsent(key.scheme(), scheme -> new ArrayList<>())
                        .add(key.secret()));
        return secrets;
    }

    /**
     * Checks that an endpoint can sign with {@code keys}: there are at most {@value #MAX_KEYS}, at least one of them
     * doesn't expire, no two have the same id, their schemes are known, their secrets fit, and no two schemes write the same header (except
     * {@code webhook-signature}, which has room for several).
     *
     * @throws IllegalArgumentException if it can't; the message lists all that is wrong, by key id, without any secret
     */
    public void validate(List<SigningKey> keys) {
        List<String> problems = new ArrayList<>();
        if (keys.stream().noneMatch(key -> key.expiresAt() == null)) {
            problems.add("at least one key must not expire, else webhooks could no longer be signed");
        }
        if (keys.size() > MAX_KEYS) {
            problems.add("there are " + keys.size() + ", at most " + MAX_KEYS
                    + " can sign side by side; revoke keys, or wait until some have expired");
        }
        Set<SigningKeyId> ids = new HashSet<>();
        List<SigningKey> usable = new ArrayList<>();
        for (SigningKey key : keys) {
            if (!ids.add(key.id())) {
                problems.add("key " + key.id() + " is there twice");
            }
            try {
                signer(key.scheme()).validate(key.secret());
                usable.add(key);
            } catch (IllegalArgumentException e) {
                problems.add("key " + key.id() + ": " + e.getMessage());
            }
        }
        problems.addAll(headerProblems(usable));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("signing keys: " + String.join("; ", problems));
        }
    }

    /** Signs an empty message to learn which headers the schemes write. */
    private List<String> headerProblems(List<SigningKey> keys) {
        ComposedHeaders headers = new ComposedHeaders();
        secretsByScheme(keys)
                .forEach((scheme, secrets) ->
                        headers.add(scheme, signer(scheme).sign("check", Instant.EPOCH, new byte[0], secrets)));
        return headers.problems();
    }

    /** Returns the names of the registered schemes. */
    @Override
    public String toString() {
        return "Signers" + byScheme.keySet();
    }
}
