package dev.webhook.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes the sockets of one attempt: {@link GuardedSocket}s, and only unconnected ones, so that each dial is judged. */
final class GatedSockets extends SocketFactory {

    private final Gate gate;
    private final Attempt attempt;

    GatedSockets(Gate gate, Attempt attempt) {
        this.gate = gate;
        this.attempt = attempt;
    }

    @Override
    public Socket createSocket() {
        GuardedSocket socket = new GuardedSocket(gate, attempt);
        attempt.dialled(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw connected();
    }

    private static IOException connected() {
        return new IOException("only unconnected sockets are made here");
    }
}
