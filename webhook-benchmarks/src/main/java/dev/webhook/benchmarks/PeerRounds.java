package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.Bar;
import dev.webhook.benchmarks.peers.Peer;
import dev.webhook.benchmarks.peers.Peers;
import dev.webhook.benchmarks.peers.Target;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How fast waiting deliveries are sent and done by the library and by its peers, beside the same requests by OkHttp alone:
 * all of them in each round, each round beginning with another, after as many for warming up.
 */
final class PeerRounds {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;

    PeerRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    /** Who drains, and what was measured of it. */
    private record Contender(
            String name, String settings, Peer peer, Figures rates, Figures ownCpu, Figures serverCpu) {

        Contender(String name, String settings, Peer peer) {
            this(name, settings, peer, new Figures(), new Figures(), new Figures());
        }
    }

    /** The library as what is compared. */
    private record Ours(Library library) implements Peer {

        @Override
        public void fill(int count) throws SQLException {
            library.fill(count);
        }

        @Override
        public double drain(int count) throws InterruptedException {
            return library.drain(count);
        }

        @Override
        public void close() {
            library.close();
        }
    }

    /** OkHttp's Dispatcher as what is compared; nothing is stored. */
    private record Raw(PlainOkHttp client, Target target) implements Peer {

        @Override
        public void fill(int count) {
            // there is no place for it
        }

        @Override
        public double drain(int count) throws InterruptedException {
            return client.enqueued(count, target.urls(), target.body().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Returns the deliveries a second. */
    List<Bar> run() throws SQLException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        try {
            open(contenders);
            for (int i = -rounds; i < rounds; i++) {
                List<Contender> order = new ArrayList<>(contenders);
                Collections.rotate(order, -i);
                for (Contender one : order) {
                    measure(one, i >= 0);
                }
            }
            print(contenders);
            return contenders.stream().map(one -> one.rates.bar(one.name)).toList();
        } finally {
            contenders.forEach(one -> one.peer.close());
        }
    }

    /** Opens OkHttp alone, the library, and its peers. All connections are kept: a backend that ends takes its CPU time along. */
    private void open(List<Contender> contenders) throws SQLException {
        Target target = new Target(bench.jdbcUrl(), bench.urls(), Bench.DATA);
        contenders.add(new Contender(
                "OkHttp's Dispatcher, nothing stored",
                PlainOkHttp.CONCURRENCY + " at a time",
                new Raw(new PlainOkHttp(), target)));
        Library library = new Library(bench.jdbcUrl(), "beside_peers", concurrency);
        contenders.add(new Contender("the library", concurrency + " slots", new Ours(library)));
        library.register(bench.urls());
        for (Peers peer : Peers.values()) {
            contenders.add(new Contender(
                    peer.label(), peer.best().settings(), peer.best().open(target)));
        }
    }

    private void measure(Contender one, boolean counts) throws SQLException, InterruptedException {
        one.peer.fill(count);
        Duration own = Bench.ownCpu();
        Duration servers = bench.serverCpu();
        double rate = one.peer.drain(count);
        if (counts) {
            one.rates.add(rate);
            one.ownCpu.add(Bench.ownCpu().minus(own).toNanos() / 1e3 / count);
            one.serverCpu.add(bench.serverCpu().minus(servers).toNanos() / 1e3 / count);
            out.printf(
                    "round: %s %.0f/s, %.0f us of PostgreSQL's CPU, load %.1f%n",
                    one.name, rate, one.serverCpu.last(), Bench.load());
        }
    }

    private void print(List<Contender> contenders) {
        Contender library = contenders.get(1);
        out.printf(
                "%n| %,d deliveries, %d rounds | deliveries/s | the library's by it | PostgreSQL's CPU for each, us"
                        + " | the library's of it | CPU of the JVM for each, us | settings |%n",
                count, rounds);
        out.println("|---|---|---|---|---|---|---|");
        for (Contender one : contenders) {
            boolean stores = !(one.peer instanceof Raw);
            out.printf(
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    one.name,
                    one.rates.show(0),
                    library.rates.by(one.rates).show(2),
                    stores ? one.serverCpu.show(0) : "",
                    stores ? library.serverCpu.by(one.serverCpu).show(2) : "",
                    one.ownCpu.show(0),
                    one.settings);
        }
        out.println();
    }
}
