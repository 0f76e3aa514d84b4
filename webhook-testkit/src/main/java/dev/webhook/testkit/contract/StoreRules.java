package dev.webhook.testkit.contract;

import dev.webhook.Storage;
import java.time.Duration;
import java.time.Instant;

/** Rules that a contract of a store holds as a nested class. */
abstract class StoreRules extends StoreContract {

    private final StoreContract contract;

    StoreRules(StoreContract contract) {
        this.contract = contract;
    }

    @Override
    protected final Storage storage() {
        return contract.storage();
    }

    @Override
    protected final void advance(Duration time) {
        contract.advance(time);
    }

    @Override
    protected final Instant now() {
        return contract.now();
    }
}
