package dev.webhook.benchmarks.chaos;

import dev.webhook.benchmarks.Options;
import dev.webhook.testkit.server.PostgresProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Kills dispatchers by SIGKILL while they deliver, and then audits store and receiver: every committed event is
 * delivered, and nothing is repeated but what was on its way at a kill.
 *
 * <pre>{@code
 * mvn -q -pl webhook-benchmarks -am compile exec:java -Dexec.args="--events 20000 --kills 20 --open 50"
 * }</pre>
 *
 * <p>Without {@code --jdbc-url} it starts a PostgreSQL of its own; in a given database it drops the schema
 * {@code webhook_chaos} first, and leaves it in the end for a look. The exit status is 0 if every invariant holds, 1 if
 * not, and 2 if the arguments are wrong.
 *
 * <p>Not thread-safe.
 */
public final class KillDispatcher {

    private static final String USAGE = "usage: KillDispatcher [--events N] [--kills N] [--open N]"
            + " [--jdbc-url jdbc:postgresql://host/database?user=U&password=P]";
    private static final Set<String> OPTIONS = Set.of("--events", "--kills", "--open", "--jdbc-url");

    private KillDispatcher() {}

    /** Runs it, and ends the JVM with the exit status unless that is 0. */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err)
            throws IOException, SQLException, InterruptedException {
        KillRun.Plan plan;
        String jdbcUrl;
        try {
            Options options = Options.of(args, OPTIONS);
            plan = new KillRun.Plan(
                    options.positive("--events", 20_000),
                    options.positive("--kills", 20),
                    options.positive("--open", 50));
            jdbcUrl = options.text("--jdbc-url", "");
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        if (!jdbcUrl.isEmpty()) {
            return run(plan, jdbcUrl, out);
        }
        try (PostgresProcess process = PostgresProcess.builder().start()) {
            return run(plan, process.server().loginUrl(), out);
        }
    }

    private static int run(KillRun.Plan plan, String jdbcUrl, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        long begin = System.nanoTime();
        List<Audit.Finding> findings = KillRun.run(plan, jdbcUrl, out);
        out.println();
        findings.forEach(finding -> finding.print(out));
        out.println();
        out.println("took " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
        return findings.stream().allMatch(Audit.Finding::holds) ? 0 : 1;
    }
}
