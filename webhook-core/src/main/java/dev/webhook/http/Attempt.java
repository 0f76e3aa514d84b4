package dev.webhook.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one send while it runs: its deadline, how far it has come, its socket, and the status and headers
 * that came back.
 *
 * <p>Holds nothing of the request's headers and body, because an idle connection keeps the attempt that dialled it.
 *
 * <p>Not thread-safe: OkHttp calls it on the sending thread.
 */
final class Attempt extends EventListener {

    private final EndpointUrl url;
    private final List<Cidr> allowlist;
    private final OpenSockets sockets;
    private final long startedAt = System.nanoTime();
    private final long deadline;
    private final Map<Phase, Duration> over = new EnumMap<>(Phase.class);
    private Phase phase = Phase.LOOK_UP;
    private long phaseBegan = startedAt;
    private int addressesLeft = 1;
    private boolean onTheWire;
    private @Nullable GuardedSocket dialled;
    private @Nullable GuardedSocket socket;
    private boolean lastOnConnection;
    private int status;
    private Headers headers = Headers.EMPTY;

    Attempt(HttpRequest request, OpenSockets sockets) {
        this.url = request.url();
        this.allowlist = request.allowlist();
        this.sockets = sockets;
        this.deadline = startedAt + request.timeout().toNanos();
    }

    EndpointUrl url() {
        return url;
    }

    List<Cidr> allowlist() {
        return allowlist;
    }

    Phase phase() {
        return phase;
    }

    /** Returns how long each phase took, that of now until here. */
    Map<Phase, Duration> phases() {
        enter(phase);
        return over;
    }

    private void enter(Phase next) {
        long now = System.nanoTime();
        boolean connected = phase == Phase.LOOK_UP && next == Phase.SEND;
        if (!connected) {
            over.merge(phase, Duration.ofNanos(now - phaseBegan), Duration::plus);
        }
        phase = next;
        phaseBegan = now;
    }

    /** Returns the time to the deadline in nanoseconds, at least 1. */
    long remainingNanos() {
        return Math.max(1, deadline - System.nanoTime());
    }

    /** Returns the time to the deadline in milliseconds, at least 1. */
    int remainingMillis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos()));
    }

    boolean isExpired() {
        return deadline - System.nanoTime() <= 0;
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Notes how many addresses there are to try, each of which then gets an equal share of the time that is left. */
    void addresses(int count) {
        addressesLeft = count;
    }

    /** Returns how long to try the next address, in milliseconds, at least 1. */
    int nextDialMillis() {
        return Math.max(1, remainingMillis() / Math.max(1, addressesLeft--));
    }

    void dialled(GuardedSocket fresh) {
        dialled = fresh;
    }

    /** Returns whether its connection was used before. */
    boolean isOnPooledConnection() {
        return dialled == null;
    }

    /** Notes that its request is about to be written to {@code connected}; returns false if one was already. */
    boolean goOnTheWire(GuardedSocket connected) {
        boolean first = !onTheWire;
        onTheWire = true;
        socket = connected;
        return first;
    }

    /** Returns whether status and headers are in. */
    boolean isAnswered() {
        return status != 0;
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        enter(Phase.CONNECT);
    }

    @Override
    public void secureConnectStart(Call call) {
        enter(Phase.TLS);
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        if (dialled != null) {
            sockets.add(connection, dialled);
        }
    }

    @Override
    public void requestHeadersStart(Call call) {
        enter(Phase.SEND);
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        enter(Phase.ANSWER);
    }

    /** Takes status and headers here, because OkHttp throws away some of those that it can't make sense of. */
    @Override
    public void responseHeadersEnd(Call call, Response response) {
        enter(Phase.READ);
        if (socket != null && socket.wasRead()) {
            status = response.code();
            headers = response.headers();
            lastOnConnection = response.protocol() == Protocol.HTTP_1_0
                    && !"keep-alive".equalsIgnoreCase(response.header("Connection"));
        }
    }

    /** Lets go of what the answer holds, and of a connection that the receiver is about to close (RFC 9112, 9.3). */
    void end() {
        if (lastOnConnection && socket != null) {
            socket.hangUp();
        }
        socket = null;
        dialled = null;
        headers = Headers.EMPTY;
    }
}
