package dev.webhook.testkit;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Answers requests by a script and remembers them, without any network and in no time. Thread-safe. */
final class RecordingDispatcherTransport implements HttpTransport {

    private final InstantSource clock;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private volatile Script script = new Script(List.of(Answer.answer(200)));
    private volatile boolean closed;

    private record Sent(String url, ReceivedRequest request) {}

    RecordingDispatcherTransport(InstantSource clock) {
        this.clock = clock;
    }

    void script(Answer... answers) {
        script = new Script(List.of(answers));
    }

    void scriptAt(String url, Answer... answers) {
        scripts.put(url, new Script(List.of(answers)));
    }

    List<ReceivedRequest> requests(Predicate<String> url) {
        return sent.stream()
                .filter(one -> url.test(one.url()))
                .map(Sent::request)
                .toList();
    }

    @Override
    public HttpResult send(HttpRequest request) {
        if (closed) {
            return new HttpResult.Unreachable(HttpResult.Cause.CANCELLED, "the transport is closed", Duration.ZERO);
        }
        String url = request.url().value();
        sent.add(new Sent(url, received(url, request)));
        Answer answer = scripts.getOrDefault(url, script).next();
        return answer.isHangUp()
                ? new HttpResult.Unreachable(HttpResult.Cause.IO, "the receiver hung up", Duration.ZERO)
                : response(answer);
    }

    private ReceivedRequest received(String url, HttpRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        URI target = URI.create(url);
        String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        return new ReceivedRequest("POST", path, headers, request.body().clone(), clock.instant());
    }

    private static HttpResult response(Answer answer) {
        Map<String, List<String>> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        String body = new String(answer.bytes(), StandardCharsets.UTF_8);
        return new HttpResult.Response(answer.status(), headers, body, false, Duration.ZERO);
    }

    @Override
    public void close() {
        closed = true;
    }

    private static final class Script {

        private final List<Answer> answers;
        private int at;
        private int given;

        Script(List<Answer> answers) {
            if (answers.isEmpty()) {
                throw new IllegalArgumentException("a script needs at least one answer");
            }
            if (answers.stream()
                    .anyMatch(answer -> answer.isHeld() || !answer.drip().isZero())) {
                throw new IllegalArgumentException("an answer from memory comes whole and at once, so it can neither be"
                        + " held back nor drip; use a ScriptedReceiver");
            }
            this.answers = answers;
        }

        synchronized Answer next() {
            if (at < answers.size() - 1 && given == answers.get(at).times()) {
                at++;
                given = 0;
            }
            given++;
            return answers.get(at);
        }
    }
}
