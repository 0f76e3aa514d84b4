package dev.webhook.benchmarks.chart;

import dev.webhook.benchmarks.chart.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws charts as SVG: the same figures make the same text. */
public final class Chart {

    private static final int WIDTH = 720;
    private static final int MARGIN = 32;
    private static final int TITLE = 36;
    private static final int UNIT = 58;
    private static final int TOP = 72;
    private static final int FOOT = 32;
    private static final int ROW = 50;
    private static final int THICKNESS = 18;
    private static final int LEGEND = 22;
    private static final int LEFT = 80;
    private static final int HEIGHT = 260;

    private Chart() {}

    /**
     * Draws a bar as long as each median, with a whisker from the least to the most.
     *
     * @param unit what the figures are, such as {@code deliveries/s}
     * @param bars at least one, from the top
     * @throws IllegalArgumentException if no figure is above zero
     */
    public static String bars(String title, String unit, List<Bar> bars) {
        Scale scale = Scale.upTo(bars.stream().mapToDouble(Bar::most).max().orElse(0));
        int bottom = TOP + bars.size() * ROW;
        String what = unit + ": median, least and most";
        Svg svg = new Svg(
                WIDTH,
                bottom + FOOT,
                title,
                what + ". "
                        + bars.stream()
                                .map(bar -> bar.label() + ": " + figures(bar, scale))
                                .collect(Collectors.joining("; ")));
        head(svg, title, what);
        for (double tick : scale.ticks()) {
            svg.line("grid", List.of(new Point(across(scale, tick), TOP), new Point(across(scale, tick), bottom)));
            svg.text("tick x", new Point(across(scale, tick), bottom + 18), scale.tick(tick));
        }
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, scale, bars.get(i), TOP + i * ROW);
        }
        return svg.end();
    }

    private static void bar(Svg svg, Scale scale, Bar bar, int top) {
        int upper = top + ROW - THICKNESS - 8;
        double middle = upper + THICKNESS / 2.0;
        double least = across(scale, bar.least());
        double most = across(scale, bar.most());
        svg.text("label", new Point(MARGIN, upper - 6), bar.label());
        svg.text("value", new Point(WIDTH - MARGIN, upper - 6), figures(bar, scale));
        svg.rect("bar", new Point(MARGIN, upper), across(scale, bar.median()) - MARGIN, THICKNESS);
        svg.line("whisker", List.of(new Point(least, middle), new Point(most, middle)));
        for (double end : List.of(least, most)) {
            svg.line("whisker end", List.of(new Point(end, middle - 5), new Point(end, middle + 5)));
        }
    }

    private static String figures(Bar bar, Scale scale) {
        return scale.value(bar.median()) + " (" + scale.value(bar.least()) + "-" + scale.value(bar.most()) + ")";
    }

    private static double across(Scale scale, double value) {
        return MARGIN + scale.share(value) * (WIDTH - 2 * MARGIN);
    }

    /**
     * Draws a line from position to position for each thing that was measured.
     *
     * @param unit what the figures are, such as {@code ms}
     * @param positions at least two, from the left
     * @param lines one to five, with a figure for each position
     * @throws IllegalArgumentException if there are too few or too many of something, or no figure is above zero
     */
    public static String lines(String title, String unit, List<String> positions, List<Line> lines) {
        check(positions, lines);
        Scale scale = Scale.upTo(lines.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0));
        int top = TOP + lines.size() * LEGEND + 12;
        Svg svg = new Svg(WIDTH, top + HEIGHT + FOOT, title, unit + ". " + said(scale, positions, lines));
        head(svg, title, unit);
        for (double tick : scale.ticks()) {
            double y = up(scale, tick, top);
            svg.line("grid", List.of(new Point(LEFT, y), new Point(WIDTH - MARGIN, y)));
            svg.text("tick y", new Point(LEFT - 8, y + 4), scale.tick(tick));
        }
        for (int i = 0; i < positions.size(); i++) {
            svg.text("position", new Point(along(i, positions.size()), top + HEIGHT + 20), positions.get(i));
        }
        for (int i = 0; i < lines.size(); i++) {
            line(svg, scale, lines.get(i), i, top);
        }
        return svg.end();
    }

    private static void check(List<String> positions, List<Line> lines) {
        if (positions.size() < 2 || lines.isEmpty() || lines.size() > Svg.COLORS) {
            throw new IllegalArgumentException("a chart needs at least 2 positions and 1 to " + Svg.COLORS
                    + " lines, not " + positions.size() + " and " + lines.size());
        }
        for (Line line : lines) {
            if (line.values().size() != positions.size()) {
                throw new IllegalArgumentException("'" + line.label() + "' needs a figure for each of the "
                        + positions.size() + " positions, not " + line.values().size());
            }
        }
    }

    private static String said(Scale scale, List<String> positions, List<Line> lines) {
        return lines.stream()
                .map(line -> line.label() + ": "
                        + IntStream.range(0, positions.size())
                                .mapToObj(i -> positions.get(i) + " "
                                        + scale.value(line.values().get(i)))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static void line(Svg svg, Scale scale, Line line, int number, int top) {
        double legend = TOP + number * LEGEND + 8.0;
        svg.line("line sample color" + number, List.of(new Point(MARGIN, legend), new Point(LEFT, legend)));
        svg.text("label", new Point(LEFT + 10, legend + 5), line.label());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < line.values().size(); i++) {
            points.add(new Point(
                    along(i, line.values().size()), up(scale, line.values().get(i), top)));
        }
        svg.line("line color" + number, points);
    }

    private static double along(int position, int positions) {
        double first = LEFT + 16;
        return first + position * (WIDTH - MARGIN - 16 - first) / (positions - 1);
    }

    private static double up(Scale scale, double value, int top) {
        return top + HEIGHT * (1 - scale.share(value));
    }

    private static void head(Svg svg, String title, String unit) {
        svg.text("title", new Point(MARGIN, TITLE), title);
        svg.text("unit", new Point(MARGIN, UNIT), unit);
    }
}
