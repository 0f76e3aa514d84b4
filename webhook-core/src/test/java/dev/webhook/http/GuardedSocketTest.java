package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.http.GuardedSocket.TooLongException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuardedSocketTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int HANDSHAKE_BYTES = 64 * 1024;

    private final Lookups lookups = new Lookups(host -> List.of(LOOPBACK), 1);
    private ServerSocket server;
    private Attempt attempt;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, LOOPBACK);
        attempt = new Attempt(
                HttpRequest.to(EndpointUrl.of("http://127.0.0.1:" + server.getLocalPort() + "/"))
                        .timeout(TIMEOUT)
                        .build(),
                new OpenSockets());
    }

    @AfterEach
    void close() throws IOException {
        lookups.close();
        server.close();
    }

    @Test
    void itConnectsToAnAllowedAddressAndReadsNoLongerThanTheAttemptLasts() throws IOException {
        try (GuardedSocket socket = socket(AddressPolicy.unsafeForTests())) {
            socket.connect(server.getLocalSocketAddress(), 0);

            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.getSoTimeout()).isBetween(1, (int) TIMEOUT.toMillis());
        }
    }

    @Test
    void itDoesNotConnectToAForbiddenAddress() throws IOException {
        AddressPolicy withoutLoopback =
                AddressPolicy.strict().allowHttp().allowAnyPort().allowIpLiterals();
        try (GuardedSocket socket = socket(withoutLoopback)) {
            assertThatExceptionOfType(BlockedException.class)
                    .isThrownBy(() -> socket.connect(server.getLocalSocketAddress(), 1000));
            assertThat(socket.isConnected()).isFalse();
        }
    }

    @Test
    void theOtherWayToConnectIsGuardedToo() throws IOException {
        try (GuardedSocket socket = socket(AddressPolicy.strict())) {
            assertThatExceptionOfType(BlockedException.class)
                    .isThrownBy(() -> socket.connect(server.getLocalSocketAddress()));
        }
    }

    @Test
    void itConnectsToNothingButInternetAddresses() throws IOException {
        try (GuardedSocket socket = socket(AddressPolicy.unsafeForTests())) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.connect(UnixDomainSocketAddress.of("socket"), 1000))
                    .withMessage("not an internet address");
        }
    }

    @Test
    void anExchangeReadsAsManyBytesAsItMayAndNoMore() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            InputStream in = socket.getInputStream();
            peer.getOutputStream().write(new byte[] {(byte) 0xff, 2, 3, 4, 5, 6, 7});
            socket.startExchange(4);
            byte[] read = new byte[100];

            assertThat(in.read()).isEqualTo(0xff);
            assertThat(in.readNBytes(read, 1, 2)).isEqualTo(2);
            assertThat(in.read(read, 3, 97)).isEqualTo(1);
            assertThat(read).startsWith(0, 2, 3, 4, 0);
            assertThatExceptionOfType(TooLongException.class)
                    .isThrownBy(in::read)
                    .withMessage("too many bytes");
            assertThatExceptionOfType(TooLongException.class).isThrownBy(() -> in.read(read));

            socket.startExchange(2);
            assertThat(in.read(read)).isEqualTo(2);
            assertThatExceptionOfType(TooLongException.class).isThrownBy(in::read);
        }
    }

    @Test
    void whatIsSkippedCounts() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            InputStream in = socket.getInputStream();
            peer.getOutputStream().write(new byte[] {1, 2, 3, 4, 5, 6, 7});
            socket.startExchange(4);

            assertThat(in.markSupported()).isFalse();
            assertThat(in.skip(3)).isEqualTo(3);
            assertThat(in.skip(100)).isEqualTo(1);
            assertThat(in.skip(0)).isZero();
            assertThat(in.skip(-1)).isZero();
            assertThat(in.read(new byte[5], 0, 0)).isZero();
            assertThatExceptionOfType(TooLongException.class)
                    .as("a closing TLS socket skips for as long as there is something")
                    .isThrownBy(() -> in.skip(1));
            assertThatExceptionOfType(TooLongException.class).isThrownBy(in::read);
        }
    }

    @Test
    void theEndOfTheStreamIsTheEnd() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            peer.shutdownOutput();
            InputStream in = socket.getInputStream();
            socket.startExchange(1);

            for (int i = 0; i < 3; i++) {
                assertThat(in.read()).isEqualTo(-1);
                assertThat(in.read(new byte[5])).isEqualTo(-1);
            }
        }
    }

    @Test
    void beforeTheFirstExchangeAHandshakeIsRead() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            Thread talker = new Thread(() -> flood(peer));
            talker.start();
            InputStream in = socket.getInputStream();

            assertThat(in.readNBytes(HANDSHAKE_BYTES)).hasSize(HANDSHAKE_BYTES);
            assertThatExceptionOfType(TooLongException.class).isThrownBy(in::read);
        }
    }

    @Test
    void itKnowsWhetherAnythingWasReadInThisExchange() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[] {1, 2});
            socket.startExchange(10);
            assertThat(socket.wasRead()).isFalse();

            socket.getInputStream().read();
            assertThat(socket.wasRead()).isTrue();

            socket.startExchange(10);
            assertThat(socket.wasRead()).isFalse();
        }
    }

    @Test
    void itIsIdleSinceTheLastRead() throws IOException {
        try (GuardedSocket socket = connected();
                Socket peer = server.accept()) {
            peer.getOutputStream().write(1);
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < Duration.ofMillis(50).toNanos()) {
                Thread.onSpinWait();
            }
            long idle = socket.idleNanos();
            assertThat(idle).isBetween(Duration.ofMillis(50).toNanos(), TIMEOUT.toNanos());

            long before = System.nanoTime();
            socket.getInputStream().read();
            assertThat(socket.idleNanos()).isBetween(0L, System.nanoTime() - before);
        }
    }

    @Test
    void whatIsToBeDoneOnClosingIsDoneThen() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (GuardedSocket socket = connected()) {
            socket.onClose(done::incrementAndGet);
            assertThat(done).hasValue(0);

            socket.hangUp();
            assertThat(socket.isClosed()).isTrue();
            assertThat(done).hasValue(1);

            socket.onClose(() -> done.set(100));
            assertThat(done).hasValue(100);
        }
    }

    @Test
    void theFactoryMakesUnconnectedSocketsOfItsAttemptOnly() throws IOException {
        GatedSockets factory = new GatedSockets(gate(AddressPolicy.unsafeForTests()), attempt);
        assertThat(attempt.isOnPooledConnection()).isTrue();

        try (Socket socket = factory.createSocket()) {
            assertThat(socket).isInstanceOf(GuardedSocket.class);
            assertThat(socket.isConnected()).isFalse();
            assertThat(attempt.isOnPooledConnection()).isFalse();
        }
        int port = server.getLocalPort();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> factory.createSocket("127.0.0.1", port));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> factory.createSocket(LOOPBACK, port));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> factory.createSocket("127.0.0.1", port, LOOPBACK, 0));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> factory.createSocket(LOOPBACK, port, LOOPBACK, 0))
                .withMessage("only unconnected sockets are made here");
    }

    private GuardedSocket connected() throws IOException {
        GuardedSocket socket = socket(AddressPolicy.unsafeForTests());
        socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()), 0);
        return socket;
    }

    private GuardedSocket socket(AddressPolicy policy) {
        return new GuardedSocket(gate(policy), attempt);
    }

    private Gate gate(AddressPolicy policy) {
        return new Gate(policy, lookups, Proxy.NO_PROXY);
    }

    private static void flood(Socket peer) {
        try {
            peer.getOutputStream().write(new byte[2 * HANDSHAKE_BYTES]);
        } catch (IOException e) {
            // The reader has had enough.
        }
    }
}
