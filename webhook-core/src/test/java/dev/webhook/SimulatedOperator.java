package dev.webhook;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What hosts and operators do in a simulated world, by whichever node: publish events of two users and of everybody, and
 * change endpoints. For one thread at a time.
 */
final class SimulatedOperator {

    private static final String[] TYPES = {"order.created", "order.paid", "user.left"};
    private static final String[] PATTERNS = {"order.created", "order.*", "*", "user.left"};

    private final Simulation world;
    private final SplittableRandom random;
    private final List<EventId> events = new ArrayList<>();
    private final List<Integer> keyed = new ArrayList<>();
    private int numbers;
    private int endpoints;

    SimulatedOperator(Simulation world) {
        this.world = world;
        this.random = world.random;
    }

    Runnable registers(SimulatedNode node) {
        int number = ++endpoints;
        EndpointSpec spec = EndpointSpec.url("https://host" + number + ".example.com/hook")
                .subscribe(PATTERNS[random.nextInt(PATTERNS.length)])
                .timeout(Duration.ofSeconds(5 + random.nextInt(3) * 5))
                .maxInFlight(1 + random.nextInt(3))
                .retryPolicy(policy())
                .signWith(SigningScheme.STANDARD, secret());
        if (random.nextInt(3) == 0) {
            spec.rateLimitPerMinute(2 + random.nextInt(30));
        }
        if (random.nextInt(3) == 0) {
            spec.subscribe(PATTERNS[random.nextInt(PATTERNS.length)]);
        }
        long user = 1L + random.nextInt(2);
        return () -> node.operator.endpoints().register(user, spec);
    }

    private RetryPolicy policy() {
        return switch (random.nextInt(4)) {
            case 0 -> RetryPolicy.fixed(Duration.ofSeconds(random.nextInt(20)), random.nextInt(4));
            case 1 -> RetryPolicy.exponential(Duration.ofSeconds(2), 3, Duration.ofMinutes(1), 3);
            case 2 -> RetryPolicy.linear(Duration.ofSeconds(7), Duration.ofSeconds(30), 2);
            default -> RetryPolicy.schedule(List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(90)));
        };
    }

    private Secret secret() {
        byte[] key = new byte[24];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) random.nextInt(256);
        }
        return Secret.of("whsec_" + Base64.getEncoder().encodeToString(key));
    }

    Runnable publishes(SimulatedNode node) {
        int kind = random.nextInt(10);
        if (kind == 0 && !keyed.isEmpty()) {
            int again = keyed.get(random.nextInt(keyed.size()));
            return () -> publish(node, List.of(again), List.of(keyed(again, "key " + again)));
        }
        if (kind == 1 && !keyed.isEmpty()) {
            int other = ++numbers;
            return () -> publish(
                    node, List.of(other), List.of(keyed(other, "key " + keyed.get(random.nextInt(keyed.size())))));
        }
        int count = kind == 2 ? 3 : 1;
        List<Integer> all = new ArrayList<>();
        List<NewEvent> news = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = ++numbers;
            all.add(number);
            boolean key = random.nextInt(4) == 0;
            if (key) {
                keyed.add(number);
            }
            news.add(key ? keyed(number, "key " + number) : event(number));
        }
        return () -> publish(node, all, news);
    }

    /** What an event is follows from its number, so that a repeat is the same. */
    private static NewEvent event(int number) {
        int user = number % 3;
        String type = TYPES[number % 7 % TYPES.length];
        NewEvent event = user == 0 ? NewEvent.broadcast(type) : NewEvent.forUser(user, type);
        return event.json(("{\"user\":" + user + ",\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static NewEvent keyed(int number, String key) {
        return event(number).idempotencyKey(key);
    }

    private void publish(SimulatedNode node, List<Integer> all, List<NewEvent> news) {
        all.forEach(world.witness.store::perhapsPublished);
        try {
            events.addAll(node.publisher.publish(news));
            all.forEach(world.witness.store::published);
        } catch (IdempotencyConflictException e) {
            world.happened("idempotency conflict", "the key is taken");
        }
    }

    /** Returns something that an operator may do. */
    Task operates(SimulatedNode node) {
        List<Endpoint> all = world.witness.stored();
        EndpointId id = all.get(random.nextInt(all.size())).id();
        Endpoints api = node.operator.endpoints();
        String pattern = PATTERNS[random.nextInt(PATTERNS.length)];
        return switch (random.nextInt(19)) {
            case 0, 1 -> task(node, "pauses", id, () -> api.pause(id));
            case 2, 3, 4 -> task(node, "resumes", id, () -> api.resume(id));
            case 5 -> task(node, "disables", id, () -> api.disable(id));
            case 6, 7, 8 -> task(node, "enables", id, () -> api.enable(id));
            case 9 -> {
                Secret secret = secret();
                yield task(node, "rotates", id, () -> api.rotateSecret(id, SigningScheme.STANDARD, secret));
            }
            case 10 -> task(node, "revokes a key of", id, () -> revoke(api, id));
            case 11 -> task(node, "subscribes", id, () -> api.subscribe(id, pattern, null));
            case 12 -> task(node, "unsubscribes", id, () -> api.unsubscribe(id, pattern));
            case 13 -> {
                EndpointSpec spec = EndpointSpec.sameUrl().maxInFlight(1 + random.nextInt(3));
                yield task(node, "limits", id, () -> api.update(id, spec));
            }
            case 14 -> {
                EndpointSpec spec = EndpointSpec.sameUrl().enabled(random.nextBoolean());
                yield task(node, "switches", id, () -> api.update(id, spec));
            }
            case 15 ->
                task(
                        node,
                        "redrives all",
                        id,
                        () -> node.operator.deadLetters().redriveAll(DeadLetterQuery.all(), "operator"));
            case 16 -> task(node, "redrives or discards one of", id, letter(node));
            case 17 ->
                random.nextInt(4) == 0
                        ? task(node, "deletes", id, () -> api.delete(id))
                        : task(node, "registers more than", id, registers(node));
            default -> task(node, "replays to", id, replay(node, id));
        };
    }

    private Task task(SimulatedNode node, String does, EndpointId id, Runnable work) {
        return world.task(node, "operator " + does + " " + world.names.of(id), () -> {
            try {
                work.run();
            } catch (IllegalArgumentException | UnknownEndpointException e) {
                world.happened("refusals of operators' wishes", "it is refused");
            }
        });
    }

    private void revoke(Endpoints api, EndpointId id) {
        List<SigningKey> keys = api.find(id).orElseThrow().signingKeys();
        if (!keys.isEmpty()) {
            api.revokeSecret(id, keys.get(keys.size() - 1).id());
        }
    }

    private Runnable letter(SimulatedNode node) {
        List<DeadLetter> letters = world.witness.deadLetters();
        if (letters.isEmpty()) {
            return () -> {};
        }
        DeadLetter letter = letters.get(random.nextInt(letters.size()));
        DeadLetters api = node.operator.deadLetters();
        return random.nextInt(4) == 0
                ? () -> api.discard(letter.id(), "operator", null)
                : () -> api.redrive(letter.id(), "operator");
    }

    private Runnable replay(SimulatedNode node, EndpointId id) {
        if (events.isEmpty()) {
            return () -> {};
        }
        EventId event = events.get(random.nextInt(events.size()));
        Replay how = random.nextBoolean() ? Replay.to(id) : Replay.to(id).withNewMessageId();
        return () -> {
            try {
                List<DeliveryId> made = node.operator.events().replay(event, how);
                made.forEach(one -> world.witness.store.replayed(event, id, true));
            } catch (StoreUnavailableException | NodeCrash e) {
                world.witness.store.replayed(event, id, false);
                throw e;
            }
        };
    }
}
