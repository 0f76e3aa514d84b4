package dev.webhook.jdbi;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The columns of outcomes, an array for each. Immutable and thread-safe.
 *
 * @param records in the order of their deliveries' ids
 * @param waited by how much the attempts are older than when they were handed over
 */
record OutcomeColumns(List<OutcomeRecord> records, Duration waited) {

    <S extends SqlStatement<S>> S bindTo(S statement) {
        bindDeliveries(statement);
        bindExchanges(statement);
        bindResponses(statement);
        return statement;
    }

    private void bindDeliveries(SqlStatement<?> statement) {
        statement
                .bindArray(
                        "deliveries",
                        UUID.class,
                        column(record -> record.deliveryId().value()))
                .bindArray(
                        "created",
                        OffsetDateTime.class,
                        column(record -> Times.parameter(record.deliveryId().createdAt())))
                .bindArray("attemptNumbers", Integer.class, column(OutcomeRecord::attemptNumber))
                .bindArray("outcomeIds", UUID.class, column(OutcomeRecord::outcomeId))
                .bindArray("statuses", String.class, column(OutcomeColumns::statusAfter))
                .bindArray("delays", Long.class, column(OutcomeColumns::delay))
                .bindArray("deliveryErrors", String.class, column(record -> StoredText.of(record.errorMessage())))
                .bind("from", Partitions.monthOf(records.get(0).deliveryId().createdAt()))
                .bind(
                        "until",
                        Partitions.monthAfter(
                                records.get(records.size() - 1).deliveryId().createdAt()));
    }

    private void bindExchanges(SqlStatement<?> statement) {
        statement
                .bindArray("attempted", Boolean.class, column(record -> record.attempt() != null))
                .bindArray("outcomes", String.class, attempts(attempt -> name(attempt.outcome())))
                .bindArray("causes", String.class, attempts(attempt -> cause(attempt.outcome())))
                .bindArray(
                        "errors",
                        String.class,
                        attempts(attempt -> StoredText.of(attempt.outcome().error())))
                .bindArray("retryAfters", Long.class, attempts(attempt -> retryAfter(attempt.outcome())))
                .bindArray(
                        "urls",
                        String.class,
                        attempts(attempt -> attempt.requestUrl().value()))
                .bindArray(
                        "requestHeaders",
                        String.class,
                        attempts(attempt -> StoredText.ofHeaders(attempt.requestHeaders())))
                .bindArray(
                        "ages",
                        Long.class,
                        attempts(attempt -> Times.micros(attempt.age().plus(waited))))
                .bindArray("took", Long.class, attempts(attempt -> Times.micros(attempt.took())));
    }

    private void bindResponses(SqlStatement<?> statement) {
        statement
                .bindArray("responseStatuses", Integer.class, responses(AttemptResponse::status))
                .bindArray(
                        "responseHeaders",
                        String.class,
                        responses(response -> StoredText.ofResponseHeaders(response.headers())))
                .bindArray("bodies", String.class, responses(response -> StoredText.of(response.body())));
    }

    private static @Nullable String statusAfter(OutcomeRecord record) {
        if (record.decision() instanceof Decision.Succeed) {
            return EndpointRows.storedName(DeliveryStatus.SUCCESS);
        }
        return EndpointRows.storedName(
                record.decision() instanceof Decision.Retry ? DeliveryStatus.RETRYING : DeliveryStatus.FAILED);
    }

    private static @Nullable Long delay(OutcomeRecord record) {
        return record.decision() instanceof Decision.Retry retry ? (Long) Times.micros(retry.delay()) : null;
    }

    private static String name(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof Outcome.Rejected) {
            return "rejected";
        }
        return outcome instanceof Outcome.Unreachable ? "unreachable" : "blocked";
    }

    private static @Nullable String cause(Outcome outcome) {
        return outcome instanceof Outcome.Unreachable unreachable ? EndpointRows.storedName(unreachable.cause()) : null;
    }

    private static @Nullable Long retryAfter(Outcome outcome) {
        Duration asked = outcome instanceof Outcome.Rejected rejected ? rejected.retryAfter() : null;
        return asked == null ? null : (Long) asked.toMillis();
    }

    private Object[] column(Function<OutcomeRecord, @Nullable Object> value) {
        return records.stream().map(value).toArray();
    }

    private Object[] attempts(Function<AttemptReport, @Nullable Object> value) {
        return column(record -> record.attempt() == null ? null : value.apply(record.attempt()));
    }

    private Object[] responses(Function<AttemptResponse, @Nullable Object> value) {
        return attempts(attempt -> attempt.response() == null ? null : value.apply(attempt.response()));
    }
}
