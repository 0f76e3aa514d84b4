package dev.webhook.benchmarks;

import dev.webhook.benchmarks.peers.Peer;
import dev.webhook.benchmarks.peers.Peers;
import dev.webhook.benchmarks.peers.Target;
import dev.webhook.benchmarks.peers.Variant;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * How fast each peer drains with other settings: in each round all of them, each on a schema made anew. The best is that
 * with the highest median.
 */
final class PeerSweep {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int points;
    private final PrintStream out;

    /** @param points of how many settings of each peer it tries the first */
    PeerSweep(Bench bench, int rounds, int count, int points, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.points = points;
        this.out = out;
    }

    /** Settings, and what was measured of them. */
    private record Point(Variant variant, Figures rates) {}

    void run() throws SQLException, InterruptedException {
        for (Peers peer : Peers.values()) {
            List<Point> tried = peer.sweep().stream()
                    .limit(points)
                    .map(variant -> new Point(variant, new Figures()))
                    .toList();
            drain(tried.get(0).variant); // to warm up
            for (int i = 0; i < rounds; i++) {
                for (Point point : tried) {
                    point.rates.add(drain(point.variant));
                }
            }
            print(peer, tried);
        }
    }

    private double drain(Variant variant) throws SQLException, InterruptedException {
        try (Peer peer = variant.open(new Target(bench.jdbcUrl(), bench.urls(), Bench.DATA))) {
            peer.fill(count);
            return peer.drain(count);
        }
    }

    private void print(Peers peer, List<Point> tried) {
        out.printf("%n| %s, %,d deliveries | deliveries/s, %d rounds |%n|---|---|%n", peer.label(), count, rounds);
        for (Point point : tried) {
            out.printf("| %s | %s |%n", point.variant.settings(), point.rates.show(0));
        }
        Point best = Collections.max(tried, Comparator.comparingDouble(point -> point.rates.median()));
        out.printf("%nBest: %s%n", best.variant.settings());
    }
}
