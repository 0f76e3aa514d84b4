package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server at an address that nodes mustn't connect to; it logs who does all the same. Thread-safe. */
final class DeniedPort implements AutoCloseable {

    private static final byte[] ADDRESS = {127, 0, 0, 2};

    private final ServerSocket listener;
    private final InstantSource clock;
    private final List<Ledger.Dial> dials = new CopyOnWriteArrayList<>();

    private DeniedPort(ServerSocket listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    static DeniedPort open(InstantSource clock) throws IOException {
        DeniedPort port = new DeniedPort(new ServerSocket(0, 10, InetAddress.getByAddress(ADDRESS)), clock);
        Thread thread = new Thread(port::accept, "denied-port");
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    private void accept() {
        try {
            while (true) {
                Socket dialled = listener.accept();
                dials.add(new Ledger.Dial(clock.instant()));
                dialled.close();
            }
        } catch (IOException e) {
            // closed
        }
    }

    int number() {
        return listener.getLocalPort();
    }

    List<Ledger.Dial> dials() {
        return dials;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
