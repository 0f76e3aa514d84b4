package dev.webhook.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EventInbox;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventStore;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.signing.SecretCipher;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Storage on PostgreSQL: nothing that was committed is lost, and any number of nodes share the work.
 *
 * <pre>{@code
 * WebhookSchema.migrate(dataSource);
 * Storage storage = PostgresStorage.builder(dataSource)
 *         .secrets(SecretCipher.encrypting(keyRing))
 *         .build();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class PostgresStorage implements Storage {

    private final Database database;
    private final @Nullable HikariDataSource ownPool;
    private final SecretCipher secrets;
    private final Partitions partitions;
    private final EventAppender appender;
    private final PostgresEndpoints endpoints;
    private final PostgresEvents events;
    private final PostgresInbox inbox;
    private final PostgresDeliveries deliveries;
    private final PostgresDeliveryLog deliveryLog;
    private final PostgresDeadLetters deadLetters;
    private final PostgresDeliveryQueue queue;
    private final ActiveQueueStore activeQueue;
    private final Reencryption reencryption;
    private final PostgresHousekeeping housekeeping;
    private final PartitionRestorer restorer;
    private final PostgresOwnerErasure ownerErasure;
    private final Map<CircuitPolicy, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    PostgresStorage(
            PostgresStorageBuilder options,
            DataSource dataSource,
            @Nullable HikariDataSource ownPool,
            SecretCipher secrets) {
        this.database = new Database(dataSource, options.schema, options.limits);
        this.ownPool = ownPool;
        this.secrets = secrets;
        Database owner = options.owner == null ? database : new Database(options.owner, options.schema, options.limits);
        this.partitions = new Partitions(owner);
        database.whenPartitionIsNotFound(partitions::announce);
        this.housekeeping = new PostgresHousekeeping(owner, partitions, options.retention);
        this.restorer = new PartitionRestorer(owner, partitions, options.retention);
        EndpointRows rows = new EndpointRows(secrets);
        Lanes lanes = new Lanes(database);
        ClosingRows closing = new ClosingRows(database, options.retention);
        this.endpoints = new PostgresEndpoints(database, rows);
        this.appender = new EventAppender(database);
        this.events = new PostgresEvents(database, partitions, appender, closing);
        NewDeliveries newDeliveries = new NewDeliveries(database, partitions);
        this.inbox = new PostgresInbox(database, newDeliveries, lanes);
        this.deliveries = new PostgresDeliveries(database, newDeliveries, rows, lanes);
        this.deliveryLog = new PostgresDeliveryLog(database);
        this.deadLetters = new PostgresDeadLetters(database, lanes, closing);
        this.queue = new PostgresDeliveryQueue(database, lanes);
        this.activeQueue = new PostgresActiveQueue(database);
        this.reencryption = new Reencryption(database, secrets);
        this.ownerErasure = new PostgresOwnerErasure(database, lanes, options.retention);
    }

    /**
     * Begins storage on the host's connections, on which it begins and ends transactions of its own: any pool, in
     * auto-commit mode or not, but none that takes part in the application's transactions. The host closes it.
     */
    public static PostgresStorageBuilder builder(DataSource dataSource) {
        return new PostgresStorageBuilder(dataSource, null);
    }

    /**
     * Begins storage on a pool of its own, which is opened by {@link PostgresStorageBuilder#build()} and closed with the
     * dispatcher.
     *
     * @param pool where to connect, and how
     */
    public static PostgresStorageBuilder pooled(HikariConfig pool) {
        return new PostgresStorageBuilder(null, pool);
    }

    /**
     * Returns what publishes in the application's own transactions, of the database that this storage is in.
     *
     * @param dispatcher checks the events and hears of the commits; it is on this storage
     */
    public TransactionalPublisher publisher(WebhookDispatcher dispatcher) {
        return new TransactionalPublisher(dispatcher, database, partitions, appender);
    }

    @Override
    public EndpointStore endpoints() {
        return endpoints;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public EventInbox inbox() {
        return inbox;
    }

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }

    @Override
    public DeliveryLog deliveryLog() {
        return deliveryLog;
    }

    @Override
    public DeadLetterStore deadLetters() {
        return deadLetters;
    }

    @Override
    public DeliveryQueue queue() {
        return queue;
    }

    @Override
    public Optional<ActiveQueueStore> activeQueue() {
        return Optional.of(activeQueue);
    }

    @Override
    public CircuitBreaker circuitBreaker(CircuitPolicy policy) {
        return breakers.computeIfAbsent(policy, same -> new PostgresCircuitBreaker(database, same));
    }

    @Override
    public Optional<SecretCipher> secrets() {
        return Optional.of(secrets).filter(cipher -> !cipher.equals(SecretCipher.plainText()));
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.of(housekeeping);
    }

    @Override
    public OwnerErasure ownerErasure() {
        return ownerErasure;
    }

    /**
     * Puts the rows of an archive back, into a partition of their own; from then on they are there as before, until
     * {@code keepFor} is over. All or nothing. Deliveries and their attempts are two archives.
     *
     * @param archive an archive in the {@linkplain RetentionPolicy#archive() archive} of this storage's retention policy
     * @param progress is told how far it has come
     * @throws IllegalStateException if this storage has no archive, or the partition exists
     * @throws dev.webhook.retention.DamagedArchiveException if a byte of the archive is altered
     * @throws dev.webhook.store.StoreUnavailableException if the database or the archive can't be reached
     */
    public void restore(ArchiveManifest archive, Duration keepFor, HousekeepingProgress progress) {
        restorer.restore(archive, keepFor, progress);
    }

    /** Closes the pool if it is the storage's own. */
    @Override
    public void close() {
        if (ownPool != null) {
            ownPool.close();
        }
    }

    /** Tells whether the storage had a pool of its own and has closed it. */
    boolean isClosed() {
        return ownPool != null && ownPool.isClosed();
    }

    /**
     * Encrypts under the key ring's primary key whatever is stored under another or, with
     * {@link SecretCipher#encryptingAfterPlainText}, as plain text. Run it once every node has the new ring; afterwards
     * the old key can leave it. Endpoints stay as they are and go on being used and changed meanwhile. It can be ended at
     * any time and run again.
     *
     * @return how many values were encrypted anew
     * @throws IllegalStateException if values can't be read, such as those of a key that isn't in the ring; it names the
     *     first, and all others are encrypted anew
     */
    public int reencryptSecrets() {
        return reencryption.run();
    }
}
