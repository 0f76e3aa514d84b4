package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stretch of network between a client and a server of this machine, which can go bad in the way that its
 * {@link Weather} says, and get well again. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {

    /** What becomes of the bytes. */
    sealed interface Weather {

        /** All pass at once. */
        record Fair() implements Weather {}

        /** Each piece is held up for so long. */
        record Delay(int millis) implements Weather {}

        /** None pass, and nobody is told. What was held back passes when the weather is fair again. */
        record BlackHole() implements Weather {}

        /** Open connections are reset, and so is each new one. */
        record Reset() implements Weather {}

        /** A connection is reset once the server has sent so many bytes. */
        record Cut(int bytes) implements Weather {}

        /** The server gets all and the client nothing, until its connections are reset at the end. */
        record RepliesLost() implements Weather {}
    }

    private static final int PIECE = 16 * 1024;
    private static final int BACKLOG = 500;
    private static final int STACK = 128 * 1024;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Weather FAIR = new Weather.Fair();

    private final ServerSocket listener;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private Weather weather = FAIR;
    private boolean closed;

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Starts one on a free port, before the server that listens at {@code target}. */
    static TcpProxy before(int target) throws IOException {
        TcpProxy proxy = new TcpProxy(new ServerSocket(0, BACKLOG, LOOPBACK), target);
        proxy.start("accept", proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Changes the weather for all connections. Those that it breaks are reset before anything that waits can pass. */
    synchronized void become(Weather next) {
        if (next instanceof Weather.Reset || weather instanceof Weather.RepliesLost) {
            links.forEach(Link::reset);
        }
        weather = next;
        notifyAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (weather() instanceof Weather.Reset) {
                    reset(client);
                } else {
                    open(client);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void open(Socket client) {
        try {
            Link link = new Link(client, new Socket(LOOPBACK, target));
            links.add(link);
            start("up", () -> link.pump(client, link.server, false));
            start("down", () -> link.pump(link.server, client, true));
        } catch (IOException e) {
            reset(client); // nobody listens there
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(null, work, "proxy-" + name + "-" + port(), STACK);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized Weather weather() {
        return weather;
    }

    /** Waits while nothing passes, and returns the weather after that. */
    private synchronized Weather awaitPassage(boolean reply) throws InterruptedException {
        while (!closed && (weather instanceof Weather.BlackHole || (reply && weather instanceof Weather.RepliesLost))) {
            wait();
        }
        return weather;
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is gone already
        }
    }

    /** A client's connection and the one made for it. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private int replied;

        Link(Socket client, Socket server) throws SocketException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void pump(Socket from, Socket to, boolean reply) {
            byte[] piece = new byte[PIECE];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    int passes = passes(read, reply);
                    out.write(piece, 0, passes);
                    if (passes < read) {
                        break;
                    }
                }
            } catch (IOException e) {
                // either end is gone, and so is the other in a moment
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                reset();
            }
        }

        /** Waits as long as the weather holds the bytes up, and returns how many pass before the connection breaks. */
        private int passes(int read, boolean reply) throws InterruptedException {
            Weather now = awaitPassage(reply);
            if (now instanceof Weather.Delay delay) {
                Thread.sleep(delay.millis());
            }
            if (reply && now instanceof Weather.Cut cut) {
                int passes = Math.min(read, Math.max(0, cut.bytes() - replied));
                replied += passes;
                return passes;
            }
            return read;
        }

        void reset() {
            links.remove(this);
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        links.forEach(Link::reset);
    }
}
