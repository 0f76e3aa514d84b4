package dev.webhook;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transport without a network: it answers by a script and remembers what was sent. For one thread at a time. */
final class Replies implements HttpTransport {

    record Sent(HttpRequest request, Instant at) {

        String host() {
            return request.url().host();
        }

        String header(String name) {
            return request.headers().get(name);
        }
    }

    @FunctionalInterface
    interface Reply {

        HttpResult to(HttpRequest request);
    }

    private final TestClock clock;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, List<Reply>> scripts = new HashMap<>();
    private List<Reply> script = List.of(status(200));
    private boolean closed;

    Replies(TestClock clock) {
        this.clock = clock;
    }

    static Reply status(int status) {
        return request -> response(status, Map.of());
    }

    static Reply status(int status, String header, String value) {
        return request -> response(status, Map.of(header, List.of(value)));
    }

    static Reply unreachable(HttpResult.Cause cause) {
        return request -> new HttpResult.Unreachable(cause, "nobody there", Duration.ofMillis(1));
    }

    static Reply blocked() {
        return request -> new HttpResult.Blocked("address 10.0.0.1 is not public");
    }

    private static HttpResult response(int status, Map<String, List<String>> headers) {
        return new HttpResult.Response(status, headers, "seen", false, Duration.ofMillis(1));
    }

    /** Returns a reply that takes {@code time} on the clock. */
    Reply after(Duration time, Reply reply) {
        return request -> {
            clock.advance(time);
            return reply.to(request);
        };
    }

    /** Replies by {@code replies} from now on, by the last for ever. */
    void reply(Reply... replies) {
        script = new ArrayList<>(List.of(replies));
    }

    /** Replies to requests to {@code host} by {@code replies} from now on, by the last for ever. */
    void replyAt(String host, Reply... replies) {
        scripts.put(host, new ArrayList<>(List.of(replies)));
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    List<Sent> sentTo(String host) {
        return sent.stream().filter(request -> request.host().equals(host)).toList();
    }

    Sent last() {
        return sent.get(sent.size() - 1);
    }

    boolean closed() {
        return closed;
    }

    @Override
    public HttpResult send(HttpRequest request) {
        sent.add(new Sent(request, clock.instant()));
        List<Reply> replies = scripts.getOrDefault(request.url().host(), script);
        return (replies.size() == 1 ? replies.get(0) : replies.remove(0)).to(request);
    }

    @Override
    public void close() {
        closed = true;
    }
}
