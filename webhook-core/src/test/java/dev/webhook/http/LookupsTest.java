package dev.webhook.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookupsTest {

    private static final List<InetAddress> ADDRESSES = List.of(InetAddress.getLoopbackAddress());

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void thoseWhoAskForOneHostShareALookUp() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Lookups lookups = new Lookups(
                host -> {
                    count.incrementAndGet();
                    return onceAnswered();
                },
                8)) {
            CompletableFuture<List<InetAddress>> first = resolve(lookups, "a");
            asked.await();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> lookups.resolve("a", 1));
            answer.countDown();

            assertThat(first.get(5, SECONDS)).isEqualTo(ADDRESSES);
            assertThat(count).hasValue(1);
        }
    }

    @Test
    void aLookUpIsNotKept() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Lookups lookups = new Lookups(
                host -> {
                    count.incrementAndGet();
                    return ADDRESSES;
                },
                8)) {
            lookups.resolve("a", SECONDS.toNanos(5));
            lookups.resolve("a", SECONDS.toNanos(5));

            assertThat(count).hasValue(2);
        }
    }

    @Test
    void whenAllThreadsHangAnotherHostWaitsUntilItsDeadlineOrAThreadIsFree() throws Exception {
        try (Lookups lookups = new Lookups(host -> host.equals("hung") ? onceAnswered() : ADDRESSES, 1)) {
            CompletableFuture<List<InetAddress>> hung = resolve(lookups, "hung");
            asked.await();
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> lookups.resolve("impatient", 1000));
            CompletableFuture<List<InetAddress>> patient = resolve(lookups, "patient");

            answer.countDown();

            assertThat(hung.get(5, SECONDS)).isEqualTo(ADDRESSES);
            assertThat(patient.get(5, SECONDS)).isEqualTo(ADDRESSES);
        }
    }

    @Test
    void anErrorOfTheResolverDoesNotBlockItsHostForEver() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Lookups lookups = new Lookups(
                host -> {
                    if (count.getAndIncrement() == 0) {
                        throw new AssertionError("bug");
                    }
                    return ADDRESSES;
                },
                1)) {
            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> lookups.resolve("a", SECONDS.toNanos(5)));
            assertThat(lookups.resolve("a", SECONDS.toNanos(5))).isEqualTo(ADDRESSES);
        }
    }

    @Test
    void closingEndsWaitsAndLaterLookUps() throws Exception {
        Lookups lookups = new Lookups(host -> onceAnswered(), 1);
        CompletableFuture<List<InetAddress>> running = resolve(lookups, "a");
        asked.await();

        lookups.close();

        assertThat(running.handle((addresses, failure) -> failure).get(5, SECONDS))
                .hasRootCauseMessage("closed");
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> lookups.resolve("b", SECONDS.toNanos(5)));
    }

    private List<InetAddress> onceAnswered() throws UnknownHostException {
        asked.countDown();
        try {
            answer.await();
            return ADDRESSES;
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    private static CompletableFuture<List<InetAddress>> resolve(Lookups lookups, String host) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return lookups.resolve(host, SECONDS.toNanos(10));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
