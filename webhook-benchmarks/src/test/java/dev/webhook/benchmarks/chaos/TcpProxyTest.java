package dev.webhook.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.benchmarks.chaos.TcpProxy.Weather;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final int SHORT_MILLIS = 200;

    private final LinkedBlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private TcpProxy proxy;
    private Socket client;

    /** The server answers each byte with the same. */
    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.before(server.getLocalPort());
        run(this::echo);
        client = connect();
    }

    /** A pool may have one thread only. */
    private static void run(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    private void echo() {
        try {
            while (true) {
                Socket accepted = server.accept();
                run(() -> echo(accepted));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void echo(Socket accepted) {
        try (accepted) {
            for (int b = accepted.getInputStream().read();
                    b >= 0;
                    b = accepted.getInputStream().read()) {
                heard.add(b);
                accepted.getOutputStream().write(b);
            }
        } catch (IOException e) {
            // reset
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    private static int call(Socket socket, int b) throws IOException {
        socket.getOutputStream().write(b);
        return socket.getInputStream().read();
    }

    @Test
    void whatIsSentAndAnsweredPasses() throws IOException {
        assertThat(call(client, 7)).isEqualTo(7);
    }

    @Test
    void piecesAreHeldUpOnTheirWayThereAndBack() throws IOException {
        proxy.become(new Weather.Delay(100));
        long begin = System.nanoTime();

        assertThat(call(client, 7)).isEqualTo(7);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aBlackHoleSaysNothingAndGivesBackWhatItHeld() throws Exception {
        proxy.become(new Weather.BlackHole());
        client.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> call(client, 7)).isInstanceOf(SocketTimeoutException.class);
        assertThat(heard).isEmpty();

        proxy.become(new Weather.Fair());
        client.setSoTimeout(10_000);
        assertThat(client.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void aResetBreaksOpenConnectionsAndNewOnes() throws IOException {
        assertThat(call(client, 7)).isEqualTo(7);
        proxy.become(new Weather.Reset());

        assertThatThrownBy(() -> call(client, 8)).isInstanceOf(SocketException.class);
        try (Socket late = connect()) {
            assertThatThrownBy(() -> call(late, 9)).isInstanceOf(SocketException.class);
        }
        assertThat(heard).containsExactly(7);
    }

    @Test
    void aConnectionIsCutAfterSoManyBytesOfReplies() throws IOException {
        proxy.become(new Weather.Cut(2));

        assertThat(call(client, 1)).isEqualTo(1);
        assertThat(call(client, 2)).isEqualTo(2);
        assertThatThrownBy(() -> call(client, 3)).isInstanceOf(SocketException.class);
        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void whenRepliesAreLostTheServerHasDoneItAndTheClientIsResetInTheEnd() throws Exception {
        proxy.become(new Weather.RepliesLost());
        client.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> call(client, 7)).isInstanceOf(SocketTimeoutException.class);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(7);

        proxy.become(new Weather.Fair());
        client.setSoTimeout(10_000);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket next = connect()) {
            assertThat(call(next, 8)).isEqualTo(8);
        }
    }

    @Test
    void aClientOfAServerThatIsGoneIsReset() throws IOException {
        server.close();
        try (Socket late = connect()) {
            assertThatThrownBy(() -> call(late, 9)).isInstanceOf(SocketException.class);
        }
    }
}
