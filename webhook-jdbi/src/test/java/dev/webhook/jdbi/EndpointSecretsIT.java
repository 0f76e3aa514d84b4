package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.SigningKey;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class EndpointSecretsIT {

    /** Two signing keys, credentials and headers. */
    private static final int VALUES = 4;

    private static final String OTHERS =
            " FROM webhooks AS other WHERE other.webhook_id = ? AND webhooks.webhook_id = ?";

    private final TestStorage storage;
    private final EndpointStore store;
    private final Jdbi sql;

    EndpointSecretsIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
        store = storage.storage().endpoints();
        sql = Jdbi.create(storage.dataSource());
    }

    @BeforeEach
    void noEndpoints() {
        sql.useHandle(handle -> handle.execute("TRUNCATE webhooks CASCADE"));
    }

    private static byte[] key(int content) {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        key[0] = (byte) content;
        return key;
    }

    /** The ring of {@link TestStorage} after a change of its primary key. */
    private static KeyRing nextRing() {
        return KeyRing.builder().primary("k2", key(2)).retired("k1", key(0)).build();
    }

    private static KeyRing ringWithoutOld() {
        return KeyRing.builder().primary("k2", key(2)).build();
    }

    private PostgresStorage with(SecretCipher cipher) {
        return PostgresStorage.builder(storage.dataSource()).secrets(cipher).build();
    }

    private PostgresStorage with(KeyRing ring) {
        return with(SecretCipher.encrypting(ring));
    }

    private static Endpoint stored(PostgresStorage storage) {
        Endpoint endpoint = TestEndpoints.secretive();
        storage.endpoints().create(endpoint);
        return storage.endpoints().find(endpoint.id()).orElseThrow();
    }

    private Endpoint stored() {
        return stored(storage.storage());
    }

    private List<String> rows() {
        return sql.withHandle(handle -> handle.createQuery("SELECT CAST(webhooks AS text) FROM webhooks")
                .mapTo(String.class)
                .list());
    }

    private void execute(String statement, Object... values) {
        assertThat(sql.<Integer, RuntimeException>withHandle(handle -> handle.execute(statement, values)))
                .isEqualTo(1);
    }

    private long configVersion() {
        return store.snapshot().configVersion();
    }

    @Test
    void noSecretCanBeReadInARow() {
        stored();

        assertThat(rows()).singleElement().asString().contains("aes1:k1:").doesNotContainIgnoringCase("canary");
    }

    @Test
    void aDeletedEndpointKeepsNothingEncrypted() {
        Endpoint endpoint = stored();

        store.update(
                endpoint.id(),
                present -> present.withState(EndpointState.deleted(Instant.now()))
                        .withSigningKeys(List.of())
                        .withSettings(present.settings().withoutCredentials()));

        assertThat(rows()).singleElement().asString().doesNotContain("aes1:");
        assertThat(store.find(endpoint.id()).orElseThrow().signingKeys()).isEmpty();
    }

    @Test
    void aValueOfAnotherRowIsRefused() {
        Endpoint one = stored();
        Endpoint other = stored();
        execute(
                "UPDATE webhooks SET secret = other.secret" + OTHERS,
                other.id().value(),
                one.id().value());

        assertThatThrownBy(() -> store.find(one.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(one.id().toString())
                .hasMessageContaining("belongs to another row");
    }

    @Test
    void credentialsAndHeadersOfAnotherRowAreRefused() {
        Endpoint one = stored();
        Endpoint two = stored();
        Endpoint other = stored();
        execute(
                "UPDATE webhooks SET auth_credentials = other.auth_credentials" + OTHERS,
                other.id().value(),
                one.id().value());
        execute(
                "UPDATE webhooks SET custom_headers = other.custom_headers" + OTHERS,
                other.id().value(),
                two.id().value());

        assertThatThrownBy(() -> store.find(one.id())).hasMessageContaining("belongs to another row");
        assertThatThrownBy(() -> store.find(two.id())).hasMessageContaining("belongs to another row");
    }

    @Test
    void theSecretsOfTwoKeysDoNotChangePlaces() {
        Endpoint endpoint = stored();
        execute(
                "UPDATE webhooks SET secret = previous_secrets->0->>'secret' WHERE webhook_id = ?",
                endpoint.id().value());

        assertThatThrownBy(() -> store.find(endpoint.id())).hasMessageContaining("belongs to another row");
    }

    @Test
    void aSecretUnderAnUnknownKeyIsReportedWithItsEndpointAndKey() {
        Endpoint endpoint = stored();
        EndpointStore without = with(ringWithoutOld()).endpoints();

        assertThatThrownBy(() -> without.find(endpoint.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(endpoint.id().toString())
                .hasMessageContaining(endpoint.signingKeys().get(0).id().toString())
                .hasMessageContaining("'k1'")
                .hasMessageNotContaining("aes1:");
        assertThatThrownBy(() -> without.update(endpoint.id(), present -> present.withState(EndpointState.PAUSED)))
                .hasMessageContaining("'k1'");
        assertThat(store.find(endpoint.id())).contains(endpoint);
    }

    @Test
    void anEndpointWithoutItsKeyNeitherStopsRoutingNorListing() {
        Endpoint unreadable = stored();
        PostgresStorage without = with(ringWithoutOld());
        Endpoint readable = stored(without);

        assertThat(without.endpoints().snapshot().endpoints())
                .extracting(Endpoint::id)
                .containsExactlyInAnyOrder(unreadable.id(), readable.id());
        List<Endpoint> listed = without.endpoints()
                .list(EndpointQuery.all(), PageRequest.first(10))
                .items();
        assertThat(listed).extracting(Endpoint::id).containsExactly(readable.id(), unreadable.id());
        assertThat(listed.get(0)).isEqualTo(readable);
        assertThat(listed.get(1).signingKeys()).isEmpty();
    }

    @Test
    void afterReencryptionTheOldKeyIsNeededNoMore() {
        List<Endpoint> endpoints = List.of(stored(), stored());
        long configVersion = configVersion();

        assertThat(with(nextRing()).reencryptSecrets()).isEqualTo(endpoints.size() * VALUES);

        assertThat(rows())
                .allSatisfy(row -> assertThat(row).contains("aes1:k2:").doesNotContain("aes1:k1:"));
        endpoints.forEach(
                endpoint -> assertThat(with(ringWithoutOld()).endpoints().find(endpoint.id()))
                        .contains(endpoint));
        assertThat(configVersion()).isEqualTo(configVersion);
        assertThat(with(nextRing()).reencryptSecrets()).isZero();
    }

    @Test
    void reencryptionGoesOnBeyondABatch() {
        int many = 205;
        for (int i = 0; i < many; i++) {
            store.create(TestEndpoints.secretive());
        }

        assertThat(with(nextRing()).reencryptSecrets()).isEqualTo(many * VALUES);
        assertThat(rows()).hasSize(many).noneMatch(row -> row.contains("aes1:k1"));
    }

    @Test
    void plainTextIsEncryptedToo() {
        Endpoint endpoint = stored(with(SecretCipher.plainText()));
        assertThat(rows()).singleElement().asString().contains("canary");

        assertThat(with(SecretCipher.encryptingAfterPlainText(nextRing())).reencryptSecrets())
                .isEqualTo(VALUES);

        assertThat(rows()).singleElement().asString().doesNotContain("canary");
        assertThat(with(nextRing()).endpoints().find(endpoint.id())).contains(endpoint);
    }

    @Test
    void whatCannotBeReadIsNamedAndDoesNotStopTheRest() {
        Endpoint lost = stored(with(KeyRing.builder().primary("k9", key(9)).build()));
        Endpoint other = stored();

        assertThatThrownBy(() -> with(nextRing()).reencryptSecrets())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(lost.id().toString())
                .hasMessageContaining("'k9'");

        assertThat(with(ringWithoutOld()).endpoints().find(other.id())).contains(other);
    }

    @Test
    void reencryptionUndoesNoChangeThatHappensMeanwhile() throws Exception {
        Endpoint endpoint = stored();
        PostgresStorage next = with(nextRing());
        EndpointStore last = with(KeyRing.builder()
                        .primary("k1", key(0))
                        .retired("k2", key(2))
                        .build())
                .endpoints();
        AtomicBoolean done = new AtomicBoolean();
        Thread reencrypting = new Thread(() -> {
            while (!done.get()) {
                next.reencryptSecrets();
            }
        });
        reencrypting.start();
        try {
            for (int i = 0; i < 100; i++) {
                List<SigningKey> keys = List.of(TestEndpoints.key("canary-" + i));
                last.update(endpoint.id(), present -> present.withSigningKeys(keys));
                assertThat(last.find(endpoint.id())
                                .orElseThrow()
                                .signingKeys()
                                .get(0)
                                .id())
                        .isEqualTo(keys.get(0).id());
            }
        } finally {
            done.set(true);
            reencrypting.join();
        }
    }
}
