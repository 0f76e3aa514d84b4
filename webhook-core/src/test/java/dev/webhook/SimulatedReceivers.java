package dev.webhook;

import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The receivers of a simulated world, each of which is in some mood. For one thread at a time. */
final class SimulatedReceivers {

    private final Simulation world;
    private final Map<String, Mood> moods = new HashMap<>();

    /** How a receiver answers. */
    enum Mood {
        WELL,
        FAILS,
        BUSY,
        GONE,
        NEVER_ANSWERS,
        IS_AWAY,
        LOSES_ITS_ANSWERS,
        CRASHES_ITS_CALLERS;

        static Mood any(SplittableRandom random, boolean crashes) {
            int choice = random.nextInt(20);
            if (choice < 9) {
                return WELL;
            }
            if (choice == 9) {
                return crashes ? CRASHES_ITS_CALLERS : GONE;
            }
            Mood[] bad = {FAILS, BUSY, NEVER_ANSWERS, IS_AWAY, LOSES_ITS_ANSWERS};
            return bad[random.nextInt(bad.length)];
        }
    }

    SimulatedReceivers(Simulation world) {
        this.world = world;
    }

    void setMood(String host, Mood mood) {
        moods.put(host, mood);
    }

    HttpTransport transportOf(SimulatedNode node) {
        return new HttpTransport() {
            @Override
            public HttpResult send(HttpRequest request) {
                return receive(node, request);
            }

            @Override
            public void close() {}
        };
    }

    private HttpResult receive(SimulatedNode node, HttpRequest request) {
        node.requireAlive();
        Mood mood = moods.getOrDefault(request.url().host(), Mood.WELL);
        Requests.Sent sent = world.witness.began(request);
        long began = node.nanoTime();
        sent.status = status(mood);
        world.happened(
                "receiver " + mood,
                node + " " + world.running().name + " asks " + request.url().host() + ", which " + mood);
        if (mood == Mood.CRASHES_ITS_CALLERS) {
            world.happened("crashes in an attempt", node + " crashes");
            node.crash();
        }
        world.hold(request.timeout());
        Duration took = Duration.ofNanos(node.nanoTime() - began);
        node.requireAlive();
        return result(mood, sent.status, took);
    }

    /** Returns what the receiver answers, or 0 if nothing reached it. */
    private int status(Mood mood) {
        return switch (mood) {
            case WELL, LOSES_ITS_ANSWERS, CRASHES_ITS_CALLERS -> 200 + world.random.nextInt(2) * 2;
            case FAILS -> world.random.nextInt(3) == 0 ? 404 : 500;
            case BUSY -> world.random.nextBoolean() ? 429 : 503;
            case GONE -> 410;
            case NEVER_ANSWERS, IS_AWAY -> 0;
        };
    }

    private HttpResult result(Mood mood, int status, Duration took) {
        return switch (mood) {
            case NEVER_ANSWERS -> new HttpResult.Unreachable(HttpResult.Cause.TIMEOUT, "no answer", took);
            case IS_AWAY -> new HttpResult.Unreachable(HttpResult.Cause.CONNECT, "nobody there", took);
            case LOSES_ITS_ANSWERS -> new HttpResult.Unreachable(HttpResult.Cause.IO, "the connection broke", took);
            case BUSY ->
                new HttpResult.Response(
                        status,
                        Map.of("Retry-After", List.of(Integer.toString(1 + world.random.nextInt(90)))),
                        "",
                        false,
                        took);
            default -> new HttpResult.Response(status, Map.of(), "", false, took);
        };
    }
}
