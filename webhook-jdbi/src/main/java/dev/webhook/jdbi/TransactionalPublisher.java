package dev.webhook.jdbi;

import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.event.Publication;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/**
 * Publishes in the application's own transaction: the events exist if it commits, and never existed if it rolls back.
 *
 * <pre>{@code
 * TransactionalPublisher publisher = storage.publisher(dispatcher);
 * connection.setAutoCommit(false);
 * insertOrder(connection, order);
 * PublishReceipt receipt = publisher.publish(connection, NewEvent.forUser(42, "order.created").data(order));
 * connection.commit();
 * receipt.committed();
 * }</pre>
 *
 * <p>A publish is one INSERT on the caller's connection. Whatever PostgreSQL would reject is refused before it, and a
 * conflict of idempotency keys is no error of the database, so that the transaction stays usable after any exception but
 * those of the connection itself. An idempotency key that another open transaction uses is waited for.
 *
 * <p>Every method throws {@link dev.webhook.event.InvalidEventException} if an event is malformed,
 * {@link dev.webhook.event.IdempotencyConflictException} if an idempotency key stands for another event, and
 * {@link dev.webhook.store.StoreUnavailableException} if the database can't be reached; nothing of the call is then in the
 * transaction. They throw {@link IllegalStateException} if there is no transaction to join, or the dispatcher was closed.
 *
 * <p>Thread-safe, as far as the connections allow.
 */
public final class TransactionalPublisher {

    private final WebhookDispatcher dispatcher;
    private final Database database;
    private final Partitions partitions;
    private final EventAppender appender;

    TransactionalPublisher(
            WebhookDispatcher dispatcher, Database database, Partitions partitions, EventAppender appender) {
        this.dispatcher = dispatcher;
        this.database = database;
        this.partitions = partitions;
        this.appender = appender;
    }

    /** Publishes in the transaction of {@code connection}, as {@link #publish(Connection, List)} does. */
    public PublishReceipt publish(Connection connection, NewEvent... events) {
        return publish(connection, List.of(events));
    }

    /**
     * Publishes events, all or none, in the transaction of {@code connection}.
     *
     * @param connection is not in auto-commit mode, and is left open and as it is
     * @return what to tell of the commit
     */
    public PublishReceipt publish(Connection connection, List<NewEvent> events) {
        requireTransaction(connection);
        return dispatcher.publishBy(events, publications -> append(connection, publications));
    }

    /** Publishes in the transaction of {@code handle}, as {@link #publish(Handle, List)} does. */
    public PublishReceipt publish(Handle handle, NewEvent... events) {
        return publish(handle, List.of(events));
    }

    /**
     * Publishes events, all or none, in the transaction of {@code handle}.
     *
     * @return the receipt, which is told of the commit if Jdbi ends the transaction
     */
    public PublishReceipt publish(Handle handle, List<NewEvent> events) {
        PublishReceipt receipt = publish(handle.getConnection(), events);
        handle.afterCommit(receipt::committed);
        return receipt;
    }

    /** Publishes in the transaction that {@code transactionAware} is in, as {@link #publish(DataSource, List)} does. */
    public PublishReceipt publish(DataSource transactionAware, NewEvent... events) {
        return publish(transactionAware, List.of(events));
    }

    /**
     * Publishes events, all or none, in the transaction that the calling thread is in.
     *
     * @param transactionAware yields the connection of that transaction, and closing it there does nothing, as with
     *     Spring's {@code TransactionAwareDataSourceProxy}
     * @return what to tell of the commit
     */
    public PublishReceipt publish(DataSource transactionAware, List<NewEvent> events) {
        try (Connection connection = transactionAware.getConnection()) {
            return publish(connection, events);
        } catch (SQLException e) {
            throw Failures.translated(new ConnectionException(e));
        }
    }

    private static void requireTransaction(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("the connection is in no transaction that events could join;"
                        + " begin one, or publish by the dispatcher itself");
            }
        } catch (SQLException e) {
            throw Failures.translated(new ConnectionException(e));
        }
    }

    /**
     * Makes missing partitions first and elsewhere, so that the transaction isn't touched if that fails. What is there is
     * looked up by the caller's connection: the pool may have no other left.
     */
    private List<EventId> append(Connection connection, List<Publication> publications) {
        List<Instant> times = EventAppender.times(publications);
        if (!partitions.knowsEvents(times)) {
            database.on(connection, handle -> {
                partitions.refresh(handle);
                return handle;
            });
        }
        partitions.requireEvents(times);
        return database.on(connection, handle -> appender.append(handle, publications));
    }
}
