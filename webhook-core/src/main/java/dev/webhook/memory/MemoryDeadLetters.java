package dev.webhook.memory;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** The dead-letter store over {@link MemoryDatabase}. Thread-safe. */
final class MemoryDeadLetters implements DeadLetterStore {

    private final MemoryDatabase database;

    MemoryDeadLetters(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Optional<DeadLetter> find(DeadLetterId id) {
        return database.transaction(() -> Optional.ofNullable(database.deadLetters.get(id)));
    }

    @Override
    public Page<DeadLetter> list(DeadLetterQuery query, PageRequest page) {
        return database.transaction(() -> {
            NavigableMap<DeadLetterId, DeadLetter> rows = database.deadLetters.descendingMap();
            if (page.after() != null) {
                rows = rows.tailMap(page.after().parse(DeadLetterId::parse), false);
            }
            return Page.cut(
                    MemoryDatabase.select(rows.values(), query::matches, page.size() + 1),
                    page,
                    letter -> letter.id().toString());
        });
    }

    @Override
    public boolean resolve(DeadLetterId id, Resolution resolution) {
        return database.transaction(() -> {
            DeadLetter letter = database.deadLetters.get(id);
            if (letter == null || letter.status() != DeadLetterStatus.PENDING) {
                return false;
            }
            database.deadLetters.put(id, letter.resolved(resolution, database.now()));
            return true;
        });
    }

    @Override
    public RedriveRun redrive(List<Redrive> redrives, String by) {
        Resolution redriven = new Resolution(DeadLetterStatus.RESOLVED, by, "redriven");
        return database.transaction(() -> {
            List<Redrive.Result> results = new ArrayList<>();
            List<ScheduledDelivery> toSchedule = new ArrayList<>();
            for (Redrive redrive : redrives) {
                results.add(redrive(redrive, redriven, toSchedule));
            }
            return new RedriveRun(results, toSchedule);
        });
    }

    private Redrive.Result redrive(Redrive redrive, Resolution redriven, List<ScheduledDelivery> toSchedule) {
        DeadLetter letter = database.deadLetters.get(redrive.id());
        Delivery delivery = letter == null ? null : database.deliveries().get(letter.deliveryId());
        if (letter == null || delivery == null) {
            return Redrive.Result.UNKNOWN;
        }
        if (letter.status() != DeadLetterStatus.PENDING || delivery.status() != DeliveryStatus.FAILED) {
            return Redrive.Result.NOT_PENDING;
        }
        Endpoint endpoint = database.endpoints.get(letter.endpointId());
        if (endpoint == null || !endpoint.takesDeliveries()) {
            return Redrive.Result.ENDPOINT_DISABLED;
        }
        Instant now = database.now();
        database.deadLetters.put(letter.id(), letter.resolved(redriven, now));
        database.put(pendingAgain(delivery, redrive, now));
        MemoryRecorder.count(database, delivery.eventId(), 0, 0, -1);
        toSchedule.add(new ScheduledDelivery(delivery.id(), endpoint.id(), Duration.ZERO, LaneLimits.of(endpoint)));
        return Redrive.Result.REDRIVEN;
    }

    private static Delivery pendingAgain(Delivery delivery, Redrive redrive, Instant now) {
        return new Delivery(
                delivery.id(),
                delivery.endpointId(),
                delivery.eventId(),
                delivery.messageId(),
                DeliveryStatus.PENDING,
                delivery.attemptsMade() + 1,
                Math.max(delivery.attemptLimit(), delivery.attemptsMade() + redrive.furtherAttempts()),
                delivery.requestUrl(),
                delivery.payloadFormat(),
                now,
                now.plus(redrive.expiresIn()),
                delivery.lastAttempt(),
                delivery.errorMessage(),
                delivery.lastOutcomeId(),
                now);
    }
}
