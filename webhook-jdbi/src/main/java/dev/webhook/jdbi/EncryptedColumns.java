package dev.webhook.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.http.CustomHeaders;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.SecretDecryptionException;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningKeyId;
import dev.webhook.signing.SigningScheme;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's row holds encrypted, as it is stored. Each value is bound to its place: a signing secret to endpoint
 * and key, any other text to endpoint, column and piece; it is refused anywhere else. Immutable.
 *
 * <p>A text can be longer than a {@link Secret}, and so is stored as an array of pieces.
 */
record EncryptedColumns(
        EndpointId endpoint,
        String secret,
        @Nullable String signingKey,
        String previousSecrets,
        @Nullable String authCredentials,
        @Nullable String customHeaders) {

    private static final String AUTH_CREDENTIALS = "auth_credentials";
    private static final String CUSTOM_HEADERS = "custom_headers";
    private static final String SECRET = "secret";

    /** ASCII only, so that a text can be cut anywhere. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Makes the value to be stored at a place from the one stored there. */
    interface Change {

        String apply(String stored, String place);
    }

    static EncryptedColumns of(ResultSet row) throws SQLException {
        return new EncryptedColumns(
                EndpointRows.id(row),
                row.getString(SECRET),
                row.getString("signing_key"),
                row.getString("previous_secrets"),
                row.getString(AUTH_CREDENTIALS),
                row.getString(CUSTOM_HEADERS));
    }

    static EncryptedColumns encrypt(Endpoint endpoint, SecretCipher cipher) {
        EndpointId id = endpoint.id();
        List<SigningKey> keys = endpoint.signingKeys();
        ArrayNode previous = JSON.createArrayNode();
        keys.stream().skip(1).forEach(key -> previous.add(json(key).put(SECRET, encrypt(id, key, cipher))));
        return new EncryptedColumns(
                id,
                keys.isEmpty() ? "" : encrypt(id, keys.get(0), cipher),
                keys.isEmpty() ? null : text(json(keys.get(0))),
                text(previous),
                encrypt(id, AUTH_CREDENTIALS, json(endpoint.settings().authentication()), cipher),
                encrypt(id, CUSTOM_HEADERS, json(endpoint.settings().headers()), cipher));
    }

    private static ObjectNode json(SigningKey key) {
        Instant expiresAt = key.expiresAt();
        return JSON.createObjectNode()
                .put("id", key.id().toString())
                .put("scheme", key.scheme().name())
                .put(
                        "created_at",
                        key.createdAt().truncatedTo(ChronoUnit.MICROS).toString())
                .put(
                        "expires_at",
                        expiresAt == null
                                ? null
                                : expiresAt.truncatedTo(ChronoUnit.MICROS).toString());
    }

    private static @Nullable JsonNode json(Authentication authentication) {
        if (authentication instanceof Authentication.Bearer bearer) {
            return JSON.createObjectNode().put("token", bearer.token().reveal());
        }
        if (authentication instanceof Authentication.Basic basic) {
            return JSON.createObjectNode()
                    .put("user", basic.user())
                    .put("password", basic.password().reveal());
        }
        return null;
    }

    private static @Nullable JsonNode json(CustomHeaders headers) {
        return headers.isEmpty() ? null : JSON.valueToTree(headers.asMap());
    }

    private static String encrypt(EndpointId endpoint, SigningKey key, SecretCipher cipher) {
        return cipher.encrypt(key.secret(), place(endpoint, key.id().toString()));
    }

    private static @Nullable String encrypt(
            EndpointId endpoint, String column, @Nullable JsonNode json, SecretCipher cipher) {
        if (json == null) {
            return null;
        }
        String text = text(json);
        int count = (text.length() - 1) / Secret.MAX_LENGTH + 1;
        ArrayNode pieces = JSON.createArrayNode();
        for (int i = 0; i < count; i++) {
            int start = i * Secret.MAX_LENGTH;
            String piece = text.substring(start, Math.min(text.length(), start + Secret.MAX_LENGTH));
            pieces.add(cipher.encrypt(Secret.of(piece), place(endpoint, column, i, count)));
        }
        return text(pieces);
    }

    /** A key keeps its place when a newer one takes its column. */
    private static String place(EndpointId endpoint, String key) {
        return "webhooks/" + endpoint + "/secret/" + key;
    }

    private static String place(EndpointId endpoint, String column, int piece, int count) {
        return "webhooks/" + endpoint + "/" + column + "/" + piece + "/" + count;
    }

    /** Binds the columns' values to the parameters of a statement that writes them. */
    void bindTo(SqlStatement<?> statement) {
        statement
                .bind("secret", secret)
                .bind("signingKey", signingKey)
                .bind("previousSecrets", previousSecrets)
                .bind("authCredentials", authCredentials)
                .bind("customHeaders", customHeaders);
    }

    /** Returns the columns with each of their values changed. */
    EncryptedColumns changed(Change change) {
        JsonNode previous = parsed(previousSecrets);
        for (JsonNode key : previous) {
            ((ObjectNode) key)
                    .put(
                            SECRET,
                            change.apply(
                                    key.get(SECRET).textValue(),
                                    place(endpoint, key.get("id").textValue())));
        }
        return new EncryptedColumns(
                endpoint,
                signingKey == null
                        ? secret
                        : change.apply(
                                secret,
                                place(endpoint, parsed(signingKey).get("id").textValue())),
                signingKey,
                text(previous),
                changed(AUTH_CREDENTIALS, authCredentials, change),
                changed(CUSTOM_HEADERS, customHeaders, change));
    }

    private @Nullable String changed(String column, @Nullable String stored, Change change) {
        if (stored == null) {
            return null;
        }
        JsonNode pieces = parsed(stored);
        ArrayNode changed = JSON.createArrayNode();
        for (int i = 0; i < pieces.size(); i++) {
            changed.add(change.apply(pieces.get(i).textValue(), place(endpoint, column, i, pieces.size())));
        }
        return text(changed);
    }

    List<SigningKey> signingKeys(SecretCipher cipher) {
        List<SigningKey> keys = new ArrayList<>();
        if (signingKey != null) {
            keys.add(key(parsed(signingKey), secret, cipher));
        }
        for (JsonNode key : parsed(previousSecrets)) {
            keys.add(key(key, key.get(SECRET).textValue(), cipher));
        }
        return keys;
    }

    private SigningKey key(JsonNode json, String stored, SecretCipher cipher) {
        String id = json.get("id").textValue();
        JsonNode expiresAt = json.path("expires_at");
        return new SigningKey(
                SigningKeyId.parse(id),
                new SigningScheme(json.get("scheme").textValue()),
                decrypt(stored, place(endpoint, id), cipher),
                Instant.parse(json.get("created_at").textValue()),
                expiresAt.isTextual() ? Instant.parse(expiresAt.textValue()) : null);
    }

    Authentication authentication(String type, SecretCipher cipher) {
        if (authCredentials == null) {
            return Authentication.NONE;
        }
        JsonNode json = decryptJson(AUTH_CREDENTIALS, authCredentials, cipher);
        return switch (type) {
            case "bearer" ->
                new Authentication.Bearer(Secret.of(json.get("token").textValue()));
            case "basic" ->
                new Authentication.Basic(
                        json.get("user").textValue(),
                        Secret.of(json.get("password").textValue()));
            default ->
                throw new IllegalStateException(
                        "endpoint " + endpoint + " has credentials, but auth_type '" + type + "'");
        };
    }

    static String type(Authentication authentication) {
        if (authentication instanceof Authentication.Bearer) {
            return "bearer";
        }
        return authentication instanceof Authentication.Basic ? "basic" : "none";
    }

    CustomHeaders headers(SecretCipher cipher) {
        if (customHeaders == null) {
            return CustomHeaders.none();
        }
        Map<String, String> headers = new TreeMap<>();
        decryptJson(CUSTOM_HEADERS, customHeaders, cipher)
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        return CustomHeaders.of(headers);
    }

    private JsonNode decryptJson(String column, String stored, SecretCipher cipher) {
        JsonNode pieces = parsed(stored);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            String place = place(endpoint, column, i, pieces.size());
            text.append(decrypt(pieces.get(i).textValue(), place, cipher).reveal());
        }
        return parsed(text.toString());
    }

    /**
     * Returns the secret stored at a place.
     *
     * @throws UnreadableSecretException if it can't be read
     */
    static Secret decrypt(String stored, String place, SecretCipher cipher) {
        return tried(place, () -> cipher.decrypt(stored, place));
    }

    /** Tells whether what is stored at a place isn't encrypted under the primary key; throws as {@link #decrypt}. */
    static boolean needsReencryption(String stored, String place, SecretCipher cipher) {
        return tried(place, () -> cipher.needsReencryption(stored));
    }

    private static <T> T tried(String place, Supplier<T> read) {
        try {
            return read.get();
        } catch (SecretDecryptionException e) {
            throw new UnreadableSecretException(place, e);
        }
    }

    private JsonNode parsed(String json) {
        try {
            return Objects.requireNonNull(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            // neither the cause nor its message, which may show what was read
            throw new IllegalStateException("endpoint " + endpoint + " has malformed JSON in a column of its secrets");
        }
    }

    private static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON can't be written");
        }
    }

    @Override
    public String toString() {
        return "EncryptedColumns[" + endpoint + "]";
    }
}
