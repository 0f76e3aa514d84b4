package dev.webhook.testkit.http;

import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HostResolver;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs in a JVM with a small heap: 32 concurrent sends to each hostile URL of the arguments, with sends to the healthy
 * one, the first argument, meanwhile and afterwards. Prints a line for each that goes wrong, then {@code done}.
 */
final class HeapProbe {

    private static final int CONCURRENT = 32;
    private static final byte[] BODY = new byte[256 * 1024];
    private static final byte[] STUCK_BODY = new byte[8 * 1024 * 1024];

    private final HttpTransport transport;
    private final EndpointUrl healthy;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT);

    private HeapProbe(HttpTransport transport, EndpointUrl healthy) {
        this.transport = transport;
        this.healthy = healthy;
    }

    public static void main(String[] urls) throws Exception {
        try (HttpTransport transport = Sending.transport().resolver(resolver()).build()) {
            HeapProbe probe = new HeapProbe(transport, EndpointUrl.of(urls[0]));
            probe.serveHealthy("at first");
            for (String url : List.of(urls).subList(1, urls.length)) {
                probe.attack(EndpointUrl.of(url));
            }
            probe.threads.shutdownNow();
        }
        System.out.println("done");
    }

    private void attack(EndpointUrl hostile) throws Exception {
        String name = hostile.value().substring(hostile.value().lastIndexOf('/') + 1);
        byte[] body = name.equals("NEVER_READS") ? STUCK_BODY : BODY;
        List<Future<Duration>> running = new ArrayList<>();
        for (int i = 0; i < CONCURRENT; i++) {
            running.add(threads.submit(() -> timed(hostile, body)));
        }
        for (Future<Duration> attempt : running) {
            while (!isDoneSoon(attempt)) {
                serveHealthy("during " + name);
            }
            if (attempt.get().compareTo(Sending.TIMEOUT.plus(Sending.GRACE)) > 0) {
                System.out.println(name + " took " + attempt.get());
            }
        }
        serveHealthy("after " + name);
    }

    private static boolean isDoneSoon(Future<Duration> attempt) throws Exception {
        try {
            attempt.get(20, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Duration timed(EndpointUrl url, byte[] body) {
        long start = System.nanoTime();
        transport.send(HttpRequest.to(url).body(body).timeout(Sending.TIMEOUT).build());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void serveHealthy(String when) {
        HttpResult result = Sending.send(transport, healthy);
        if (!(result instanceof HttpResult.Response response) || response.status() != 200) {
            System.out.println("healthy endpoint " + when + ": " + result);
        }
    }

    private static HostResolver resolver() {
        CountDownLatch never = new CountDownLatch(1);
        return host -> {
            if (host.startsWith("slow")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new UnknownHostException(host);
                }
            }
            return List.of(InetAddress.getByName(host));
        };
    }
}
