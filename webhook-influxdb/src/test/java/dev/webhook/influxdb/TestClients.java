package dev.webhook.influxdb;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import java.net.URI;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Clients for InfluxDB 1, which has no {@code /api/v2/write} before 1.8: their writes go to {@code /write}. */
final class TestClients {

    private TestClients() {}

    static InfluxDBClient client(URI server, String database) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .callTimeout(Duration.ofSeconds(2))
                .addInterceptor(chain -> {
                    Request request = chain.request();
                    if (!request.url().encodedPath().equals("/api/v2/write")) {
                        return chain.proceed(request);
                    }
                    HttpUrl url = request.url()
                            .newBuilder()
                            .encodedPath("/write")
                            .query("db=" + database + "&precision=ns")
                            .build();
                    return chain.proceed(request.newBuilder().url(url).build());
                });
        return InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(server.toString())
                .authenticateToken("none".toCharArray())
                .org("none")
                .bucket(database)
                .okHttpClient(http)
                .build());
    }
}
