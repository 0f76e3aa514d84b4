package dev.webhook;

import dev.webhook.delivery.Delivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.memory.QueueWipe;
import dev.webhook.store.SeededIds;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A few nodes on one storage in memory, run step by step in an order that follows from a seed, with faults that follow from
 * it too. The invariants are checked after every step. At last the faults stop, and everything must come to its end.
 */
final class Simulation {

    private static final Duration[] MOMENTS = {
        Duration.ofMillis(1),
        Duration.ofMillis(100),
        Duration.ofMillis(600),
        Duration.ofSeconds(3),
        Duration.ofSeconds(20)
    };
    private static final String[] ACTORS = {
        "router", "claimer", "claimer", "claimer", "recorder", "recorder", "recorder", "reconciler"
    };
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(4);
    private static final Duration SHORT_WAIT = Duration.ofSeconds(20);
    private static final Duration LONG_WAIT = Duration.ofMinutes(2);

    /** The system property that names the seed to run. */
    static final String SEED = "webhook.simulation.seed";

    private static final int MOST_ROUNDS = 400;

    final long seed;
    final SplittableRandom random;
    final Findings findings = new Findings();
    final Names names = new Names();
    final InMemoryStorage storage;
    final SimulatedReceivers receivers;
    final Witness witness;
    final Duration expiry;

    private final SimulatedOperator operator;
    private final Trace trace = new Trace(names);
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Task> held = new ArrayList<>();
    private final Map<Task, Duration> patience = new HashMap<>();
    private final Map<String, Instant> outages = new HashMap<>();
    private Instant now = TestClock.START;
    private Weather weather = Weather.fine();
    private boolean faultless;
    private boolean ending;
    private @Nullable Task running;
    private int step;
    private int born;
    private int done;

    Simulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.storage = InMemoryStorage.create(this::now);
        this.receivers = new SimulatedReceivers(this);
        this.expiry = random.nextInt(3) == 0 ? Duration.ofMinutes(12) : Duration.ofDays(1);
        this.witness = new Witness(this, findings);
        this.operator = new SimulatedOperator(this);
    }

    /** Runs it, and throws an error that shows the seed and the last steps if an invariant doesn't hold. */
    Simulation run() {
        SeededIds ids = SeededIds.of(seed);
        try (ids) {
            begin();
            for (int steps = 120 + random.nextInt(200); step < steps; step++) {
                act();
            }
            end();
        } catch (Findings.Violation e) {
            throw new AssertionError(trace.report(seed, step, e.getMessage()), e);
        } finally {
            nodes.forEach(SimulatedNode::die);
            held.forEach(Task::kill);
        }
        return this;
    }

    String trace() {
        return trace.toString();
    }

    Instant now() {
        return now;
    }

    Task running() {
        return Objects.requireNonNull(running, "no task runs");
    }

    void happened(String what, String shown) {
        findings.happened(what);
        tell(shown);
    }

    /** Adds a line to the trace, below the present step. */
    void tell(String shown) {
        trace.tell(shown);
    }

    private void begin() {
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            nodes.add(node());
        }
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            run(task(nodes.get(0), "registers", operator.registers(nodes.get(0))));
        }
        for (int i = 0; i < 3; i++) {
            setMood();
            run(task(nodes.get(1), "publishes", operator.publishes(nodes.get(1))));
        }
        weather = Weather.of(random);
        faultless = weather.isFine();
        trace.tell(weather.toString());
    }

    private SimulatedNode node() {
        Duration skew = weather.skews() ? Duration.ofMillis(random.nextInt(20_000) - 10_000) : Duration.ZERO;
        return new SimulatedNode(this, "n" + ++born, skew);
    }

    Task task(SimulatedNode node, String name, Runnable work) {
        return new Task(node, name, null, work);
    }

    private void act() {
        int choice = random.nextInt(100);
        if (choice < 14) {
            pass(MOMENTS[random.nextInt(MOMENTS.length)], false);
        } else if (choice < 18) {
            SimulatedNode node = anyNode();
            run(task(node, "publishes", operator.publishes(node)));
        } else if (choice < 21) {
            run(operator.operates(anyNode()));
        } else if (choice < 23) {
            setMood();
        } else if (choice < 26) {
            disturb();
        } else if (choice < 44 && nodes.stream().anyMatch(node -> !node.waiting.isEmpty())) {
            startAttempt(busyNode());
        } else if (choice < 54 && !held.isEmpty()) {
            letGo(held.get(random.nextInt(held.size())));
        } else {
            act(anyNode(), ACTORS[random.nextInt(ACTORS.length)]);
        }
    }

    private SimulatedNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Returns a node where attempts wait for a thread. */
    private SimulatedNode busyNode() {
        List<SimulatedNode> busy =
                nodes.stream().filter(node -> !node.waiting.isEmpty()).toList();
        return busy.get(random.nextInt(busy.size()));
    }

    private void act(SimulatedNode node, String actor) {
        boolean busy = held.stream().anyMatch(task -> task.node.equals(node) && task.name.equals(actor));
        if (!busy) {
            IntSupplier work = Objects.requireNonNull(node.actors.get(actor));
            run(task(node, actor, () -> done += work.getAsInt()));
        }
    }

    private void startAttempt(SimulatedNode node) {
        if (!node.waiting.isEmpty()) {
            run(node.waiting.remove(random.nextInt(node.waiting.size())));
        }
    }

    private void setMood() {
        String host = "host" + (1 + random.nextInt(6)) + ".example.com";
        SimulatedReceivers.Mood mood = SimulatedReceivers.Mood.any(random, weather.crashes());
        receivers.setMood(host, mood);
        show(host + " from now on " + mood);
    }

    private void disturb() {
        int choice = random.nextInt(5);
        if (choice == 0 && weather.crashes()) {
            SimulatedNode node = anyNode();
            happened("crashes between steps", node + " crashes");
            node.die();
            bury();
        } else if (choice == 1 && weather.wipes()) {
            happened("wipes of the queue", "the queue is wiped");
            witness.wiped();
            QueueWipe.wipe(
                    storage.queue(),
                    witness.deliveries().stream().map(Delivery::id).toList());
        } else if (choice == 2 && weather.skews()) {
            SimulatedNode node = anyNode();
            node.setClock(Duration.ofMillis(random.nextInt(120_000) - 60_000));
            happened("clocks set", node + "'s clock is set to " + node.skew());
        } else if (choice == 3 && weather.outages()) {
            String[] ports = {"DeliveryStore", "DeliveryQueue", "EventInbox", "EndpointStore", "CircuitBreaker"};
            String port = ports[random.nextInt(ports.length)];
            Duration time = Duration.ofSeconds(1 + random.nextInt(30));
            outages.put(port, now.plus(time));
            happened("outages", port + " is out of reach for " + time);
        } else if (choice == 4 && weather.stalls()) {
            happened("stalls", "everything stands still");
            pass(SimulatedNode.LEASE.plusMillis(random.nextInt(300_000)), true);
        }
    }

    Weather.Fault faultOf(SimulatedNode node, String port) {
        Instant end = outages.get(port);
        if (end != null && now.isBefore(end)) {
            return Weather.Fault.UNREACHABLE;
        }
        return weather.next(random, running().holdable());
    }

    /** Lets time pass; unless everything stalls, no call and no attempt takes longer than it may. */
    private void pass(Duration time, boolean stalled) {
        Instant then = now.plus(time);
        if (faultless && witness.leases.anyEndsBy(then)) {
            settle();
        }
        if (!stalled) {
            for (Task task : List.copyOf(held)) {
                Instant end = Objects.requireNonNull(task.heldSince).plus(Objects.requireNonNull(patience.get(task)));
                if (end.isBefore(then)) {
                    letGo(task);
                }
            }
        }
        now = then;
        show("time passes");
    }

    void hold() {
        hold(LONGEST_DELAY);
    }

    /** Holds the running task up, for {@code most} unless all stands still, if it has a thread of its own. */
    void hold(Duration most) {
        Task task = running();
        if (task.holdable()) {
            task.heldSince = now;
            patience.put(task, most);
            task.hold();
            task.held = task.held.plus(Duration.between(Objects.requireNonNull(task.heldSince), now));
        }
    }

    private void letGo(Task task) {
        if (held.remove(task)) {
            show(task + " goes on");
            resume(task);
        }
    }

    private void run(Task task) {
        show(task.toString());
        resume(task);
    }

    private void resume(Task task) {
        running = task;
        try {
            if (task.holdable() || isToBeHeld(task)) {
                task.go();
            } else {
                task.run();
            }
        } catch (StoreUnavailableException e) {
            tell("fails: " + e.getMessage());
        } catch (NodeCrash e) {
            tell("has crashed");
        } catch (Findings.Violation e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(trace.report(seed, step, task + " threw " + e), e);
        } finally {
            running = null;
        }
        if (!task.ended()) {
            held.add(task);
        }
        bury();
        witness.look();
    }

    /** Tells whether a task gets a thread of its own, so that it can be held up; most don't, as that takes time. */
    private boolean isToBeHeld(Task task) {
        boolean attempt = task.handedOut != null;
        return !ending && (attempt ? random.nextInt(3) > 0 : weather.slow() && random.nextInt(4) == 0);
    }

    /** Kills what crashed nodes still do, and has new nodes take their places. */
    private void bury() {
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedNode dead = nodes.get(i);
            if (dead.crashed()) {
                List<Task> orphans =
                        held.stream().filter(task -> task.node.equals(dead)).toList();
                held.removeAll(orphans);
                orphans.forEach(Task::kill);
                nodes.set(i, node());
            }
        }
    }

    private void show(String what) {
        trace.step(step, Duration.between(TestClock.START, now), what);
    }

    /** Ends all faults, and looks whether everything comes to its end. */
    private void end() {
        ending = true;
        weather = Weather.fine();
        outages.clear();
        trace.tell("the faults end");
        for (int host = 1; host <= 6; host++) {
            receivers.setMood(
                    "host" + host + ".example.com",
                    random.nextInt(4) == 0 ? SimulatedReceivers.Mood.FAILS : SimulatedReceivers.Mood.WELL);
        }
        settle();
        pass(SimulatedNode.LEASE, false);
        settle();
        pass(SimulatedNode.LEASE, false);
        settle();
        witness.checkLanes(false);
        for (Endpoint endpoint : witness.stored()) {
            if (!endpoint.deleted()) {
                run(task(
                        nodes.get(0),
                        "resumes",
                        () -> nodes.get(0).operator.endpoints().resume(endpoint.id())));
            }
        }
        settle();
        Duration wait = SHORT_WAIT;
        for (int round = 0; round < MOST_ROUNDS && !isQuiet(); round++, step++) {
            pass(wait, false);
            wait = settle() > 0 || wait.compareTo(LONG_WAIT) > 0 ? SHORT_WAIT : wait.multipliedBy(2);
        }
        witness.atEnd(faultless);
    }

    private boolean isQuiet() {
        return witness.store.unfinished() == 0
                && storage.queue().status().waiting() + storage.queue().status().leased() == 0;
    }

    /** Does all there is to do at this moment. */
    private int settle() {
        int all = 0;
        int rounds = 0;
        act(nodes.get(0), "reconciler");
        do {
            done = 0;
            act(nodes.get(0), "router");
            while (!held.isEmpty()) {
                letGo(held.get(0));
            }
            for (int i = 0; i < nodes.size(); i++) {
                while (!nodes.get(i).waiting.isEmpty()) {
                    startAttempt(nodes.get(i));
                    done++;
                }
                act(nodes.get(i), "claimer");
                act(nodes.get(i), "recorder");
            }
            all += done;
            if (++rounds > MOST_ROUNDS) {
                throw new Findings.Violation("there is work for ever although the clock stands still");
            }
        } while (done > 0 || !held.isEmpty());
        return all;
    }
}
