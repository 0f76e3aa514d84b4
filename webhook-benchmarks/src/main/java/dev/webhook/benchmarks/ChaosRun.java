package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chaos.Chaos;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Has everything go wrong that can while three dispatcher processes deliver, and then audits store, receiver and all other
 * witnesses.
 *
 * <pre>{@code
 * mvn -q -pl webhook-benchmarks -am compile exec:java -Dexec.mainClass=dev.webhook.benchmarks.ChaosRun \
 *     -Dexec.args="--minutes 4 --seed 7 --redis"
 * }</pre>
 *
 * <p>Nodes must not connect to 127.0.0.2, so that has to be an address of the machine; on macOS it is one after
 * {@code sudo ifconfig lo0 alias 127.0.0.2}. The exit status is 0 if every invariant holds, 1 if not, and 2 if the arguments are wrong.
 */
public final class ChaosRun {

    private static final String USAGE = "usage: ChaosRun [--minutes M] [--seed S] [--redis]";
    private static final String REDIS = "--redis";

    private ChaosRun() {}

    /** Runs it, and ends the JVM with the exit status. */
    public static void main(String[] args) throws Exception {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws Exception {
        List<String> rest = new ArrayList<>(List.of(args));
        boolean withRedis = rest.remove(REDIS);
        Duration time;
        int seed;
        try {
            Options options = Options.of(rest.toArray(new String[0]), Set.of("--minutes", "--seed"));
            time = Duration.ofMinutes(options.positive("--minutes", 4));
            seed = options.positive("--seed", 1);
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        out.printf(
                "seed %d, %d minutes, %s's queue, load %.1f%n",
                seed, time.toMinutes(), withRedis ? "Redis" : "PostgreSQL", Bench.load());
        return Chaos.run(time, seed, withRedis, out) ? 0 : 1;
    }
}
