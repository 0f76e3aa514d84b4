package dev.webhook.jdbi;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wire between a pool and PostgreSQL, without TLS: counts what is asked and refused, and breaks after the server has
 * committed and before the client hears of it. Thread-safe.
 */
final class Wire implements AutoCloseable {

    private final int server;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger repliesToLose = new AtomicInteger();
    private volatile String losing = "";
    private volatile boolean closed;

    private interface Work {
        void run() throws IOException;
    }

    private Wire(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(() -> {
            while (!closed) {
                connect(listener.accept());
            }
        });
    }

    /** Returns a wire to the server that listens on {@code port} of the loopback address. */
    static Wire to(int port) {
        try {
            return new Wire(port);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns how many connections were tried. */
    int connections() {
        return connections.get();
    }

    /** Returns how many statements were sent to the server. */
    int statements() {
        return statements.get();
    }

    /** Returns how many errors the server has answered. */
    int refused() {
        return refused.get();
    }

    /** Loses the reply of the next {@code times} transactions that have {@code part} in one of their statements. */
    void loseReplies(String part, int times) {
        losing = part;
        repliesToLose.set(times);
    }

    /** Returns how many replies are still to be lost. */
    int repliesToLose() {
        return repliesToLose.get();
    }

    @Override
    public void close() {
        closed = true;
        close(listener);
        open.forEach(Wire::close);
    }

    @SuppressWarnings("JdkObsolete") // both directions use it, on threads of their own
    private void connect(Socket client) {
        connections.incrementAndGet();
        open.add(client);
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            open.add(upstream);
            StringBuffer transaction = new StringBuffer();
            start(() -> until(client, upstream, () -> ask(client, upstream, transaction)));
            start(() -> until(client, upstream, () -> answer(upstream, client, transaction)));
        } catch (IOException e) {
            close(client); // nobody listens: the client hears of it as a broken connection
        }
    }

    /** Forwards the client's messages; the first has no type. */
    private void ask(Socket from, Socket to, StringBuffer transaction) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
        write(out, in.readNBytes(in.readInt() - Integer.BYTES));
        out.flush();
        for (int type = in.read(); type >= 0; type = in.read()) {
            byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
            if (type == 'P' || type == 'Q') {
                transaction.append(new String(body, StandardCharsets.UTF_8));
            }
            if (type == 'E' || type == 'Q') {
                statements.incrementAndGet();
            }
            forward(type, body, in, out);
        }
    }

    /** Forwards the server's messages, until one ends a transaction whose reply is to be lost. */
    private void answer(Socket from, Socket to, StringBuffer transaction) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
        for (int type = in.read(); type >= 0; type = in.read()) {
            byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
            if (type == 'E') {
                refused.incrementAndGet();
            }
            if (type == 'Z' && body[0] == 'I') {
                if (isToLose(transaction)) {
                    return;
                }
                transaction.setLength(0);
            }
            forward(type, body, in, out);
        }
    }

    private boolean isToLose(StringBuffer transaction) {
        return repliesToLose.get() > 0
                && transaction.indexOf(losing) >= 0
                && repliesToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static void forward(int type, byte[] body, DataInputStream in, DataOutputStream out) throws IOException {
        out.writeByte(type);
        write(out, body);
        if (in.available() == 0) {
            out.flush();
        }
    }

    private static void write(DataOutputStream out, byte[] body) throws IOException {
        out.writeInt(body.length + Integer.BYTES);
        out.write(body);
    }

    private void until(Socket client, Socket upstream, Work work) throws IOException {
        try {
            work.run();
        } finally {
            for (Socket socket : new Socket[] {client, upstream}) {
                close(socket);
                open.remove(socket);
            }
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one of its ends has closed the connection, or the test the wire
                    }
                },
                "test-wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket can't be closed", e);
        }
    }
}
