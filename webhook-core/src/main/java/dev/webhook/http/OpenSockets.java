package dev.webhook.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Which open socket is below which of OkHttp's connections: OkHttp shows the TLS socket only.
 *
 * <p>Thread-safe.
 */
final class OpenSockets {

    private final Map<Connection, GuardedSocket> sockets = new ConcurrentHashMap<>();

    void add(Connection connection, GuardedSocket socket) {
        sockets.put(connection, socket);
        socket.onClose(() -> sockets.remove(connection));
    }

    @Nullable
    GuardedSocket below(Connection connection) {
        return sockets.get(connection);
    }
}
