package dev.webhook.examples;

import dev.webhook.PublishReceipt;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.TransactionalPublisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;

/** The application: it keeps orders in a table of its own, and publishes each in the order's own transaction. */
final class Shop {

    static final long OWNER = 42;

    private final DataSource dataSource;
    private final TransactionalPublisher publisher;

    Shop(DataSource dataSource, TransactionalPublisher publisher) {
        this.dataSource = dataSource;
        this.publisher = publisher;
    }

    void open() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (order_id int PRIMARY KEY, event_id uuid NOT NULL)");
        }
    }

    /** Places an order, or changes its mind before the commit; returns the event that was published. */
    EventId place(int order, boolean commit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            NewEvent event = NewEvent.forUser(OWNER, "order.placed").data(Map.of("order", order));
            PublishReceipt receipt = publisher.publish(connection, event);
            EventId id = receipt.ids().get(0);
            insert(connection, order, id);
            if (commit) {
                connection.commit();
                receipt.committed();
            } else {
                connection.rollback();
            }
            return id;
        }
    }

    private static void insert(Connection connection, int order, EventId event) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
            statement.setInt(1, order);
            statement.setObject(2, event.value());
            statement.execute();
        }
    }

    /** Returns the events of all orders that there are. */
    Set<String> events() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT event_id FROM orders")) {
            Set<String> events = new TreeSet<>();
            while (rows.next()) {
                events.add(rows.getObject(1, UUID.class).toString());
            }
            return events;
        }
    }
}
