package dev.webhook.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The {@link HttpTransport} on OkHttp: HTTP/1.1 over connections of its own, on the caller's thread.
 *
 * <p>HTTP/2 is left out: it would let endpoints of different owners share a connection, and gives a receiver more to
 * abuse, while a sender of single requests gains little from it.
 *
 * <p>Idle connections are kept for 30 seconds, for requests to the same scheme, host and port with the same allowlist.
 * One that was idle for more than 10 ms is looked at before it is used, which takes 1 ms, and another taken if the
 * receiver has closed it. If the receiver closes it just as the request is written, the send ends as {@link HttpResult.Unreachable}:
 * whether the receiver has got it can't be known, and repeating it is for the retries to do.
 *
 * <p>A receiver can make a send read the response body's limit plus 32 KiB, then the connection is closed; a rest that
 * is shorter is read for at most 100 ms, so that the connection can be used again.
 *
 * <p>Behind it work daemon threads: this transport's look-ups ({@code webhook-lookup-…}), which end with it, and those
 * that OkHttp and Okio share among all of a JVM's clients, which end when idle for a minute.
 *
 * <p>Thread-safe.
 */
public final class OkHttpTransport implements HttpTransport {

    private static final int OVERHEAD_BYTES = 32 * 1024;
    private static final int LOOKUP_THREADS = 256;
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final OpenSockets sockets = new OpenSockets();
    private final Set<InFlight> running = ConcurrentHashMap.newKeySet();
    private final Lookups lookups;
    private final Gate gate;
    private final OkHttpClient client;
    private final int bodyLimit;
    private volatile boolean closed;

    private OkHttpTransport(Builder builder) {
        bodyLimit = builder.bodyLimit;
        lookups = new Lookups(builder.resolver, LOOKUP_THREADS);
        gate = new Gate(builder.policy, lookups, builder.proxy);
        client = client(builder);
    }

    /** Returns a builder with the defaults, which are safe ones. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public HttpResult send(HttpRequest request) {
        Attempt attempt = new Attempt(request, sockets);
        InFlight inFlight = new InFlight();
        running.add(inFlight);
        inFlight.enter();
        try {
            return closed ? Failure.of(attempt, new IOException("closed"), true) : send(request, attempt, inFlight);
        } finally {
            attempt.end();
            inFlight.leave();
            running.remove(inFlight);
        }
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(InFlight::cancel);
        lookups.close();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    private HttpResult send(HttpRequest request, Attempt attempt, InFlight inFlight) {
        Request message = message(request, attempt);
        while (true) {
            Call call = client.newCall(message);
            call.timeout().timeout(attempt.remainingNanos(), TimeUnit.NANOSECONDS);
            call.addEventListener(attempt);
            try (Response response = inFlight.execute(call)) {
                return Answer.of(attempt, response.body(), bodyLimit);
            } catch (Wire.StaleException e) {
                // Nothing was written; the pool has dropped that connection.
            } catch (IOException | RuntimeException e) {
                return attempt.isAnswered()
                        ? Answer.withoutBody(attempt)
                        : Failure.of(attempt, e, inFlight.isCancelled());
            }
        }
    }

    private static Request message(HttpRequest request, Attempt attempt) {
        Headers.Builder headers = new Headers.Builder();
        headers.set("User-Agent", "dev.webhook");
        request.headers().forEach(headers::set);
        headers.set("Accept-Encoding", "identity");
        return new Request.Builder()
                .url(request.url().parsed())
                .headers(headers.build())
                .post(new OneShotBody(request.body()))
                .tag(Attempt.class, attempt)
                .build();
    }

    private OkHttpClient client(Builder settings) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        OkHttpClient defaults = builder.build();
        settings.customiser.accept(builder);
        builder.interceptors().add(this::throughTheGate);
        builder.networkInterceptors().add(new Wire(sockets, (long) bodyLimit + OVERHEAD_BYTES));
        return builder.protocols(List.of(Protocol.HTTP_1_1))
                .proxy(settings.proxy)
                .hostnameVerifier(defaults.hostnameVerifier())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .connectionPool(new ConnectionPool(settings.maxIdleConnections, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS))
                .connectTimeout(0, TimeUnit.SECONDS)
                .readTimeout(0, TimeUnit.SECONDS)
                .writeTimeout(0, TimeUnit.SECONDS)
                .callTimeout(0, TimeUnit.SECONDS)
                .build();
    }

    private Response throughTheGate(Interceptor.Chain chain) throws IOException {
        Attempt attempt = Objects.requireNonNull(chain.request().tag(Attempt.class));
        return chain.withDns(new GatedDns(gate, attempt))
                .withSocketFactory(new GatedSockets(gate, attempt))
                .proceed(chain.request());
    }

    /** Builds a transport. Not thread-safe. */
    public static final class Builder {

        private AddressPolicy policy = AddressPolicy.strict();
        private HostResolver resolver = HostResolver.system();
        private int bodyLimit = 16 * 1024;
        private int maxIdleConnections = 128;
        private Proxy proxy = Proxy.NO_PROXY;
        private Consumer<OkHttpClient.Builder> customiser = builder -> {};

        private Builder() {}

        /** Sets which URLs and addresses may be sent to. Defaults to {@link AddressPolicy#strict()}. */
        public Builder addressPolicy(AddressPolicy value) {
            policy = value;
            return this;
        }

        /** Sets how hosts are looked up. Defaults to {@link HostResolver#system()}. */
        public Builder resolver(HostResolver value) {
            resolver = value;
            return this;
        }

        /**
         * Sets how many bytes of a response's body are kept, 0 to 1 MiB. Each send in flight may hold a few times that
         * much memory. Defaults to 16 KiB.
         *
         * @throws IllegalArgumentException if {@code bytes} is not in that range
         */
        public Builder responseBodyLimit(int bytes) {
            if (bytes < 0 || bytes > 1024 * 1024) {
                throw new IllegalArgumentException("response body limit " + bytes + " must be between 0 and 1048576");
            }
            bodyLimit = bytes;
            return this;
        }

        /**
         * Sets how many idle connections are kept; raise it if there are more endpoints that are sent to every few
         * seconds. Defaults to 128.
         *
         * @throws IllegalArgumentException if {@code count} is negative
         */
        public Builder maxIdleConnections(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("idle connections " + count + " must not be negative");
            }
            maxIdleConnections = count;
            return this;
        }

        /**
         * Sets the HTTP proxy through which everything goes. The proxy then looks hosts up, so it must be the one to
         * keep senders out of private networks: only the URL's form is judged here, and endpoints with an allowlist are
         * blocked. Defaults to none, whatever the JVM's system properties say.
         *
         * @throws IllegalArgumentException if it is a SOCKS proxy
         */
        public Builder proxy(Proxy value) {
            if (value.type() == Proxy.Type.SOCKS
                    || (value.type() == Proxy.Type.HTTP && !(value.address() instanceof InetSocketAddress))) {
                throw new IllegalArgumentException("proxy " + value + " must be an HTTP proxy or Proxy.NO_PROXY");
            }
            proxy = value;
            return this;
        }

        /**
         * Sets what else to do with the OkHttp client, such as a trust store, a client certificate, a proxy's
         * credentials or an event listener. It comes before the settings of this class, which win: what it says about
         * protocols, proxy, DNS, sockets, redirects, repeats, host name verification, cookies, caches, timeouts and the
         * connection pool has no effect, and an interceptor that sends a request twice fails. Defaults to nothing.
         */
        public Builder customise(Consumer<OkHttpClient.Builder> value) {
            customiser = value;
            return this;
        }

        /** Returns the transport, to be closed by the caller. */
        public OkHttpTransport build() {
            return new OkHttpTransport(this);
        }
    }
}
