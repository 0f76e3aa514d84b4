package dev.webhook.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server of this machine that can be cut, and led to another. Thread-safe. */
final class Link implements AutoCloseable {

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int server;
    private volatile boolean cut;

    private Link(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Returns a link to the server that listens on {@code port}. */
    static Link to(int port) {
        try {
            return new Link(port);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends what is open and refuses what comes. */
    void cut() {
        cut = true;
        open.forEach(Link::close);
    }

    void mend() {
        cut = false;
    }

    /** Ends what is open, and leads to another server from now on. */
    void lead(int port) {
        server = port;
        open.forEach(Link::close);
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            if (cut) {
                throw new IOException("cut");
            }
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            open.add(upstream);
            start(() -> copy(client, upstream));
            start(() -> copy(upstream, client));
        } catch (IOException e) {
            close(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of the two ended, so both do
        } finally {
            open.remove(from);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Link::close);
    }
}
