package dev.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A receiver whose answers hold secrets, with a status that the path's last part names. */
final class CanaryReceiver implements AutoCloseable {

    private final HttpServer server;
    private final Canaries canaries;

    CanaryReceiver(Canaries canaries) {
        this.canaries = canaries;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns the URL at which the answer is {@code status}, with secrets in path and query. */
    String url(int status) {
        return "http://receiver.test:" + server.getAddress().getPort() + "/" + canaries.hide("canary-in-path") + "/"
                + status + "?token=" + canaries.hide("canary-in-query");
    }

    /** Returns a URL at which nobody listens. */
    String deadUrl() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return url(200).replace(":" + server.getAddress().getPort(), ":" + free.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int status = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        byte[] body = canaries.hide("canary-in-response-body").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Set-Cookie", "session=" + canaries.hide("canary-in-cookie"));
            exchange.getResponseHeaders().set("X-Internal", canaries.hide("canary-in-response-header"));
            exchange.getResponseHeaders().set("Location", url(200));
            exchange.getResponseHeaders()
                    .set("Retry-After", String.valueOf(Duration.ofMinutes(1).toSeconds()));
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
