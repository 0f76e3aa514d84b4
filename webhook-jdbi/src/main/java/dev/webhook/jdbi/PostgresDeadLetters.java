package dev.webhook.jdbi;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Optional;

/** The store of dead letters. Thread-safe. */
final class PostgresDeadLetters implements DeadLetterStore {

    private final Database database;
    private final Lanes lanes;

    PostgresDeadLetters(Database database, Lanes lanes) {
        this.database = database;
        this.lanes = lanes;
    }

    @Override
    public Optional<DeadLetter> find(DeadLetterId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Page<DeadLetter> list(DeadLetterQuery query, PageRequest page) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public boolean resolve(DeadLetterId id, Resolution resolution) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public RedriveRun redrive(List<Redrive> requests, String by) {
        throw new UnsupportedOperationException("stub");
    }
}
