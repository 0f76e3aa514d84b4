package dev.webhook.testkit.http;

import static dev.webhook.testkit.http.Sending.answered;
import static dev.webhook.testkit.http.Sending.send;
import static dev.webhook.testkit.http.Sending.transport;
import static dev.webhook.testkit.http.Sending.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpResult.Cause;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.http.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a certificate for {@code localhost} that only the transports of this test trust. */
class TlsIT {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static SSLContext context;
    private static X509TrustManager trust;
    private static SSLServerSocket server;
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static volatile String protocol = "";

    @BeforeAll
    static void start(@TempDir Path dir) throws Exception {
        KeyStore keys = keys(dir.resolve("keys.p12"));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(keys);
        trust = (X509TrustManager) trustManagers.getTrustManagers()[0];
        context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(TlsIT::accept, "tls-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void aTrustedReceiverIsReachedByHttp11AndItsConnectionKept() {
        int before = CONNECTIONS.get();
        try (HttpTransport transport = trusting().build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(answered(send(transport, url("localhost", "/"))).status())
                        .isEqualTo(200);
            }
        }
        assertThat(CONNECTIONS.get() - before).isEqualTo(1);
        assertThat(protocol).isEqualTo("http/1.1");
    }

    @Test
    void anIdleTlsConnectionIsLookedAtAndUsedAgain() {
        int before = CONNECTIONS.get();
        try (HttpTransport transport = trusting().build();
                HttpTransport other = trusting().build()) {
            answered(send(transport, url("localhost", "/")));
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
            while (System.nanoTime() - end < 0) {
                answered(send(other, url("localhost", "/")));
            }
            answered(send(transport, url("localhost", "/")));
        }
        assertThat(CONNECTIONS.get() - before).isEqualTo(2);
    }

    @Test
    void aCertificateNobodyVouchesForIsATlsFailure() {
        try (HttpTransport transport = transport().build()) {
            HttpResult.Unreachable result = unreachable(send(transport, url("localhost", "/hooks")));

            assertThat(result.cause()).isEqualTo(Cause.TLS);
            assertThat(result.phases()).containsOnlyKeys(Phase.LOOK_UP, Phase.CONNECT, Phase.TLS);
            assertThat(result.message()).doesNotContain("hooks").hasSizeLessThan(300);
        }
    }

    @Test
    void anotherHostsCertificateIsATlsFailureEvenIfCustomisedOtherwise() {
        try (HttpTransport transport = trusting()
                .customise(builder -> builder.sslSocketFactory(context.getSocketFactory(), trust)
                        .hostnameVerifier((host, session) -> true))
                .build()) {
            assertThat(unreachable(send(transport, url("127.0.0.1", "/"))).cause())
                    .isEqualTo(Cause.TLS);
        }
    }

    @Test
    void theBudgetOfBytesHoldsBelowTls() {
        try (HttpTransport transport = trusting().build()) {
            assertThat(unreachable(send(transport, url("localhost", "/interim")))
                            .cause())
                    .isEqualTo(Cause.IO);
        }
    }

    private static OkHttpTransport.Builder trusting() {
        return transport().customise(builder -> builder.sslSocketFactory(context.getSocketFactory(), trust));
    }

    private static EndpointUrl url(String host, String path) {
        return EndpointUrl.of("https://" + host + ":" + server.getLocalPort() + path);
    }

    private static void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                CONNECTIONS.incrementAndGet();
                socket.setHandshakeApplicationProtocolSelector(
                        (ssl, offered) -> offered.contains("h2") ? "h2" : offered.get(0));
                Thread thread = new Thread(() -> serve(socket), "tls-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                protocol = socket.getApplicationProtocol();
                String request = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                if (request.startsWith("POST /interim")) {
                    interim(out);
                }
                if (request.startsWith("POST")) {
                    out.write(RawReceiver.OK.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The sender hung up.
        }
    }

    private static void interim(OutputStream out) throws IOException {
        byte[] line = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 100; i++) {
            out.write(line);
        }
    }

    private static KeyStore keys(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "localhost",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore pair = KeyStore.getInstance(file.toFile(), PASSWORD);
        pair.setCertificateEntry("trusted", pair.getCertificate("localhost"));
        return pair;
    }
}
