package dev.webhook.jdbi;

import dev.webhook.signing.SecretCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what isn't encrypted under the primary key yet. The rows of a batch are locked from their reading to their
 * writing, so that no change that happens meanwhile is undone. Thread-safe.
 */
final class Reencryption {

    private static final int BATCH = 100;

    private final Database database;
    private final SecretCipher cipher;

    /** What became of the rows up to {@code last}, which is null after the last of all. */
    private record Batch(@Nullable UUID last, int rewritten, List<UnreadableSecretException> unreadable) {}

    Reencryption(Database database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /**
     * Returns how many values were encrypted anew.
     *
     * @throws IllegalStateException if some can't be read, once all others are done
     */
    int run() {
        int rewritten = 0;
        List<UnreadableSecretException> unreadable = new ArrayList<>();
        UUID after = null;
        do {
            UUID from = after;
            Batch batch = database.transaction(handle -> batch(handle, from));
            rewritten += batch.rewritten;
            unreadable.addAll(batch.unreadable);
            after = batch.last;
        } while (after != null);
        if (!unreadable.isEmpty()) {
            throw new IllegalStateException(
                    rewritten + " values were encrypted anew, but " + unreadable.size()
                            + " can't be read and stay as they are, the first of them "
                            + unreadable.get(0).getMessage(),
                    unreadable.get(0));
        }
        return rewritten;
    }

    private Batch batch(Handle handle, @Nullable UUID after) {
        List<EncryptedColumns> rows = database.query(handle, "endpoints/lock_encrypted")
                .bind("after", after)
                .bind("limit", BATCH)
                .map((row, context) -> EncryptedColumns.of(row))
                .list();
        Rewriting rewriting = new Rewriting(cipher);
        List<EncryptedColumns> changed = new ArrayList<>();
        for (EncryptedColumns row : rows) {
            EncryptedColumns rewritten = row.changed(rewriting::value);
            if (!rewritten.equals(row)) {
                changed.add(rewritten);
            }
        }
        write(handle, changed);
        UUID last = rows.size() < BATCH ? null : rows.get(BATCH - 1).endpoint().value();
        return new Batch(last, rewriting.rewritten, rewriting.unreadable);
    }

    private void write(Handle handle, List<EncryptedColumns> changed) {
        if (!changed.isEmpty()) {
            database.update(handle, "endpoints/reencrypt")
                    .bindArray(
                            "ids",
                            UUID.class,
                            column(changed, row -> row.endpoint().value()))
                    .bindArray("secrets", String.class, column(changed, EncryptedColumns::secret))
                    .bindArray("previousSecrets", String.class, column(changed, EncryptedColumns::previousSecrets))
                    .bindArray("authCredentials", String.class, column(changed, EncryptedColumns::authCredentials))
                    .bindArray("customHeaders", String.class, column(changed, EncryptedColumns::customHeaders))
                    .execute();
        }
    }

    private static Object[] column(List<EncryptedColumns> rows, Function<EncryptedColumns, @Nullable Object> value) {
        return rows.stream().map(value).toArray();
    }

    /** The values of one batch, each encrypted anew if it must be and can be. */
    private static final class Rewriting {

        private final SecretCipher cipher;
        private final List<UnreadableSecretException> unreadable = new ArrayList<>();
        private int rewritten;

        Rewriting(SecretCipher cipher) {
            this.cipher = cipher;
        }

        String value(String stored, String place) {
            try {
                if (!EncryptedColumns.needsReencryption(stored, place, cipher)) {
                    return stored;
                }
                String fresh = cipher.encrypt(EncryptedColumns.decrypt(stored, place, cipher), place);
                rewritten++;
                return fresh;
            } catch (UnreadableSecretException e) {
                unreadable.add(e);
                return stored;
            }
        }
    }
}
