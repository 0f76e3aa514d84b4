package dev.webhook.benchmarks.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes an SVG: a page that says in words what it shows, in colours that can be told from a light and a dark page. What is
 * written depends on nothing but what it is told. Not thread-safe.
 */
final class Svg {

    private static final String STYLE = """
            .page { fill: #ffffff }
            text { font-family: sans-serif; font-size: 14px; fill: #1f2328 }
            .title { font-size: 18px; font-weight: bold }
            .unit, .tick, .position { font-size: 12px; fill: #59636e }
            .value, .tick.y { text-anchor: end }
            .tick.x, .position { text-anchor: middle }
            .grid { stroke: #d1d9e0 }
            .bar { fill: #2f81f7 }
            .whisker { stroke: #1f2328; stroke-width: 2 }
            .line { fill: none; stroke-width: 2.5 }
            .color0 { stroke: #2f81f7 }
            .color1 { stroke: #d45500; stroke-dasharray: 9 4 }
            .color2 { stroke: #1a8f5a; stroke-dasharray: 2 3 }
            .color3 { stroke: #a05cd6; stroke-dasharray: 12 3 2 3 }
            .color4 { stroke: #808890; stroke-dasharray: 5 5 }
            @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117 }
            text { fill: #f0f6fc }
            .unit, .tick, .position { fill: #9198a1 }
            .grid { stroke: #3d444d }
            .whisker { stroke: #f0f6fc }
            }
            """;

    /** How many lines can be told from each other. */
    static final int COLORS = 5;

    private final StringBuilder text = new StringBuilder();

    /** A place on the page, in pixels from the left and the top. */
    record Point(double x, double y) {}

    Svg(int width, int height, String title, String description) {
        write(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\"",
                width, height);
        text.append(" role=\"img\" aria-labelledby=\"title description\">\n");
        write("<title id=\"title\">%s</title>\n", escaped(title));
        write("<desc id=\"description\">%s</desc>\n", escaped(description));
        write("<style>\n%s</style>\n", STYLE);
        rect("page", new Point(0, 0), width, height);
    }

    void rect(String style, Point corner, double width, double height) {
        write(
                "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>\n",
                style, corner.x, corner.y, width, height);
    }

    /** Draws from point to point. */
    void line(String style, List<Point> points) {
        String all = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.2f,%.2f", point.x, point.y))
                .collect(Collectors.joining(" "));
        write("<polyline class=\"%s\" points=\"%s\"/>\n", style, all);
    }

    void text(String style, Point place, String words) {
        write("<text class=\"%s\" x=\"%.2f\" y=\"%.2f\">%s</text>\n", style, place.x, place.y, escaped(words));
    }

    /** Returns the whole. */
    String end() {
        return text + "</svg>\n";
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is a library of its own
    private void write(String form, Object... values) {
        text.append(String.format(Locale.ROOT, form, values));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
