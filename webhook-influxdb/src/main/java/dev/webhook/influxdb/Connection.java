package dev.webhook.influxdb;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.WritePrecision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The client that points are written by, ours or the host's. Thread-safe. */
final class Connection implements AutoCloseable {

    /** What a write may take on a client of ours. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final InfluxDBClient client;
    private final Runnable cancel;
    private final Runnable close;

    private Connection(InfluxDBClient client, Runnable cancel, Runnable close) {
        this.client = client;
        this.cancel = cancel;
        this.close = close;
    }

    /** A client of the host's has the host's limits of time, and its calls can't be cancelled from here. */
    static Connection of(InfluxDBClient client) {
        return new Connection(client, () -> {}, () -> {});
    }

    static Connection to(String url, String token, String org, String bucket) {
        Dispatcher calls = new Dispatcher();
        ConnectionPool pool = new ConnectionPool(1, 1, TimeUnit.MINUTES);
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .dispatcher(calls)
                .connectionPool(pool)
                .callTimeout(LONGEST_CALL)
                .retryOnConnectionFailure(false);
        InfluxDBClient client = InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(url)
                .authenticateToken(token.toCharArray())
                .org(org)
                .bucket(bucket)
                .okHttpClient(http)
                .build());
        return new Connection(client, calls::cancelAll, () -> {
            client.close();
            pool.evictAll();
        });
    }

    /** Returns when the server has taken the lines. */
    void write(List<String> lines) {
        client.getWriteApiBlocking().writeRecords(WritePrecision.NS, lines);
    }

    /** Ends the calls that are under way, if they are ours to end. */
    void cancel() {
        cancel.run();
    }

    /** Closes the client unless it is the host's. */
    @Override
    public void close() {
        close.run();
    }
}
