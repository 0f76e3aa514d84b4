package dev.webhook.testkit.http;

import static dev.webhook.testkit.http.Sending.GRACE;
import static dev.webhook.testkit.http.Sending.TIMEOUT;
import static dev.webhook.testkit.http.Sending.answered;
import static dev.webhook.testkit.http.Sending.assertBlocked;
import static dev.webhook.testkit.http.Sending.localhost;
import static dev.webhook.testkit.http.Sending.request;
import static dev.webhook.testkit.http.Sending.send;
import static dev.webhook.testkit.http.Sending.transport;
import static dev.webhook.testkit.http.Sending.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.Cidr;
import dev.webhook.http.HostResolver;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpResult.Cause;
import dev.webhook.http.HttpTransport;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookUpIT {

    private static final AddressPolicy LOOPBACK_ONLY = AddressPolicy.strict()
            .allowHttp()
            .allowAnyPort()
            .allowIpLiterals()
            .allowLocalHosts()
            .allowRange(Cidr.parse("127.0.0.1/32"));

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        receiver.close();
    }

    @Test
    void aLookUpThatHangsEndsAtTheDeadlineAndDelaysNobodyElse() throws InterruptedException {
        HostResolver resolver = host -> host.startsWith("slow") ? hang() : loopback();
        try (HttpTransport transport = transport().resolver(resolver).build()) {
            List<Ending> slow = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                slow.add(new Ending(
                        transport,
                        request(localhost("slow" + i % 20 + ".test", receiver.port()))
                                .timeout(TIMEOUT)
                                .build()));
            }

            HttpResult.Response healthy = answered(send(transport, localhost("fast.test", receiver.port())));

            assertThat(healthy.took()).isLessThan(TIMEOUT);
            for (Ending ending : slow) {
                HttpResult.Unreachable result = unreachable(ending.within(Duration.ofSeconds(5)));
                assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
                assertThat(result.took()).isBetween(TIMEOUT, TIMEOUT.plus(GRACE));
            }
        }
    }

    @Test
    void anInterruptEndsALookUp() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        HostResolver resolver = host -> {
            asked.countDown();
            return hang();
        };
        try (HttpTransport transport = transport().resolver(resolver).build()) {
            Ending ending =
                    new Ending(transport, request(localhost("slow.test", 8080)).build());
            asked.await();

            ending.interrupt();

            assertThat(unreachable(ending.within(Duration.ofSeconds(2))).cause())
                    .isEqualTo(Cause.CANCELLED);
            assertThat(ending.wasInterrupted()).isTrue();
        }
    }

    @Test
    void closingEndsALookUpAndItsThread() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        HostResolver resolver = host -> {
            asked.countDown();
            return hang();
        };
        HttpTransport transport = transport().resolver(resolver).build();
        Ending ending =
                new Ending(transport, request(localhost("slow.test", 8080)).build());
        asked.await();

        transport.close();

        assertThat(unreachable(ending.within(Duration.ofSeconds(2))).cause()).isEqualTo(Cause.CANCELLED);
    }

    @Test
    void aHostWithoutAddressIsADnsFailure() {
        HostResolver resolver = host -> {
            throw new UnknownHostException("canary\ninternals");
        };
        try (HttpTransport transport = transport().resolver(resolver).build()) {
            HttpResult.Unreachable result = unreachable(send(transport, localhost("nowhere.test", 8080)));

            assertThat(result.cause()).isEqualTo(Cause.DNS);
            assertThat(result.message()).contains("nowhere.test").doesNotContain("canary");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "null", "throws"})
    void aResolverThatBreaksItsContractIsADnsFailure(String how) {
        HostResolver resolver = host -> {
            if (how.equals("throws")) {
                throw new IllegalStateException("bug");
            }
            return how.equals("empty") ? List.of() : null;
        };
        try (HttpTransport transport = transport().resolver(resolver).build()) {
            assertThat(unreachable(send(transport, localhost("odd.test", 8080))).cause())
                    .isEqualTo(Cause.DNS);
        }
    }

    @Test
    void aHostIsLookedUpOnceForASend() {
        AtomicInteger lookUps = new AtomicInteger();
        HostResolver rebinding = host -> {
            boolean first = lookUps.getAndIncrement() == 0;
            return List.of(InetAddress.getByAddress(new byte[] {(byte) (first ? 127 : 10), 0, 0, 1}));
        };
        try (HttpTransport transport = transport()
                .addressPolicy(LOOPBACK_ONLY)
                .resolver(rebinding)
                .maxIdleConnections(0)
                .build()) {
            answered(send(transport, localhost("rebind.test", receiver.port())));
            assertThat(lookUps).hasValue(1);

            assertBlocked(send(transport, localhost("rebind.test", receiver.port())));
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void oneForbiddenAddressAmongAllowedOnesBlocks() {
        HostResolver mixed = host -> List.of(loopback().get(0), InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
        try (HttpTransport transport =
                transport().addressPolicy(LOOPBACK_ONLY).resolver(mixed).build()) {
            assertBlocked(send(transport, localhost("mixed.test", receiver.port())))
                    .extracting(HttpResult.Blocked::reason)
                    .asString()
                    .contains("10.0.0.1");
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneRefuses() {
        HostResolver both = host -> List.of(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), loopback().get(0));
        try (HttpTransport transport = transport().resolver(both).build()) {
            answered(send(transport, localhost("both.test", receiver.port())));
        }
    }

    @Test
    void anAddressThatKeepsSilentLeavesTimeForTheNext() throws IOException {
        InetAddress silent = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(receiver.port(), 1, silent);
                HttpTransport transport = transport()
                        .resolver(host -> List.of(silent, loopback().get(0)))
                        .build()) {
            fill(server, queue);

            HttpResult result = transport.send(request(localhost("half.test", receiver.port()))
                    .timeout(TIMEOUT)
                    .build());

            assertThat(answered(result).took()).isBetween(TIMEOUT.dividedBy(2), TIMEOUT);
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressInPlaceOfAHostIsJudgedWhenItIsDialled() {
        AtomicInteger lookUps = new AtomicInteger();
        HostResolver counting = host -> {
            lookUps.incrementAndGet();
            return loopback();
        };
        try (HttpTransport transport = transport().resolver(counting).build()) {
            HttpResult result = transport.send(request(receiver.url("/"))
                    .allowlist(List.of(Cidr.parse("192.0.2.0/24")))
                    .build());

            assertBlocked(result);
            assertThat(lookUps).hasValue(0);
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void aUrlThatThePolicyNoLongerAllowsIsBlocked() {
        try (HttpTransport transport = transport()
                .addressPolicy(AddressPolicy.strict().allowRange(Cidr.parse("127.0.0.0/8")))
                .build()) {
            assertBlocked(send(transport, receiver.url("/")));
            assertThat(receiver.requests()).isEmpty();
        }
    }

    /** Connects until nobody gets an answer any more. */
    private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
        try {
            while (queue.size() < 100) {
                Socket socket = new Socket();
                queue.add(socket);
                socket.connect(server.getLocalSocketAddress(), 100);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new IOException("the queue has no end");
    }

    private List<InetAddress> hang() throws UnknownHostException {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException("hung");
    }

    private static List<InetAddress> loopback() throws UnknownHostException {
        return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
