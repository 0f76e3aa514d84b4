package dev.webhook.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    private static final Offset<Double> PIXEL_ROUNDING = within(0.02);
    private static final List<Bar> BARS = List.of(
            new Bar("OkHttp's Dispatcher", 48_287, 45_002, 51_835),
            new Bar("the library, \"256\" <slots> & more", 5_937, 4_936, 6_524),
            new Bar("a third", 30_000, 30_000, 30_000));
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99");
    private static final List<Line> LINES =
            List.of(new Line("here", List.of(10.2, 20.5, 32.6)), new Line("there", List.of(17.4, 40.0, 63.2)));

    @Test
    void barsAndWhiskersAreAsLongAsTheTicksSay() throws Exception {
        Document chart = parsed(Chart.bars("Rates", "requests/s", BARS));
        double zero = number(withClass(chart, "tick x").get(0), "x");
        Element lastTick = last(withClass(chart, "tick x"));
        double pixelsPerUnit = (number(lastTick, "x") - zero)
                / Double.parseDouble(lastTick.getTextContent().replace(",", ""));

        assertThat(withClass(chart, "tick x").get(0).getTextContent()).isEqualTo("0");
        List<Element> bars = withClass(chart, "bar");
        List<Element> whiskers = withClass(chart, "whisker");
        assertThat(bars).hasSameSizeAs(BARS);
        assertThat(whiskers).hasSameSizeAs(BARS);
        for (int i = 0; i < BARS.size(); i++) {
            assertThat(number(bars.get(i), "x")).isEqualTo(zero);
            assertThat(number(bars.get(i), "width")).isCloseTo(BARS.get(i).median() * pixelsPerUnit, PIXEL_ROUNDING);
            List<Double> ends = points(whiskers.get(i), 0);
            assertThat(ends.get(0)).isCloseTo(zero + BARS.get(i).least() * pixelsPerUnit, PIXEL_ROUNDING);
            assertThat(ends.get(1)).isCloseTo(zero + BARS.get(i).most() * pixelsPerUnit, PIXEL_ROUNDING);
        }
    }

    @Test
    void linesAreAsHighAsTheTicksSay() throws Exception {
        Document chart = parsed(Chart.lines("Latency", "ms", PERCENTILES, LINES));
        List<Element> ticks = withClass(chart, "tick y");
        List<Element> grid = withClass(chart, "grid");
        double zero = points(grid.get(0), 1).get(0);
        double pixelsPerUnit = (zero - points(last(grid), 1).get(0))
                / Double.parseDouble(last(ticks).getTextContent());
        List<Double> columns = withClass(chart, "position").stream()
                .map(text -> number(text, "x"))
                .toList();

        assertThat(ticks.get(0).getTextContent()).isEqualTo("0");
        for (int i = 0; i < LINES.size(); i++) {
            Element line = withClass(chart, "line color" + i).get(0);
            assertThat(points(line, 0)).isEqualTo(columns);
            for (int k = 0; k < columns.size(); k++) {
                assertThat(points(line, 1).get(k))
                        .isCloseTo(zero - LINES.get(i).values().get(k) * pixelsPerUnit, PIXEL_ROUNDING);
            }
        }
    }

    @Test
    void itSaysInWordsWhatItShows() throws Exception {
        Element bars = parsed(Chart.bars("Rates", "requests/s", BARS)).getDocumentElement();
        Element lines = parsed(Chart.lines("Latency", "ms", PERCENTILES, LINES)).getDocumentElement();

        assertThat(bars.getAttribute("role")).isEqualTo("img");
        assertThat(bars.getAttribute("aria-labelledby")).isEqualTo("title description");
        assertThat(bars.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Rates");
        assertThat(bars.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo(
                        "requests/s: median, least and most. OkHttp's Dispatcher: 48,287 (45,002-51,835); the library,"
                                + " \"256\" <slots> & more: 5,937 (4,936-6,524); a third: 30,000 (30,000-30,000)");
        assertThat(lines.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("ms. here: p50 10.2, p90 20.5, p99 32.6; there: p50 17.4, p90 40.0, p99 63.2");
    }

    @Test
    void theSameFiguresMakeTheSameText() {
        assertThat(Chart.bars("Rates", "requests/s", BARS))
                .isEqualTo(Chart.bars("Rates", "requests/s", new ArrayList<>(BARS)))
                .contains("@media (prefers-color-scheme: dark)")
                .doesNotContain("<script");
    }

    /** A bar of the longest axis that is drawn ends within the page, and ticks are few and round. */
    @ParameterizedTest
    @CsvSource({
        "0.00012,'0.00000,0.00002,0.00004,0.00006,0.00008,0.00010,0.00012'",
        "0.6,'0.0,0.1,0.2,0.3,0.4,0.5,0.6'",
        "1,'0.0,0.2,0.4,0.6,0.8,1.0'",
        "6,'0,1,2,3,4,5,6'",
        "6.1,'0,2,4,6,8'",
        "63581,'0|20,000|40,000|60,000|80,000'"
    })
    void axesEndAtTheFirstTickBeyondTheMost(double most, String ticks) throws Exception {
        Document chart = parsed(Chart.bars("Rates", "1/s", List.of(new Bar("one", most, most, most))));

        String separator = ticks.contains("|") ? "\\|" : ",";
        assertThat(withClass(chart, "tick x"))
                .extracting(Element::getTextContent)
                .containsExactly(ticks.split(separator, -1));
        Element bar = withClass(chart, "bar").get(0);
        assertThat(number(bar, "width")).isLessThanOrEqualTo(number(last(withClass(chart, "tick x")), "x") - 32);
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThatThrownBy(() -> Chart.bars("Rates", "1/s", List.of())).hasMessageContaining("a figure above zero");
        assertThatThrownBy(() -> Chart.bars("Rates", "1/s", List.of(new Bar("none", 0, 0, 0))))
                .hasMessageContaining("a figure above zero");
        assertThatThrownBy(() -> new Bar("turned", 2, 3, 1)).hasMessageContaining("'turned' has 3.0, 2.0 and 1.0");
        assertThatThrownBy(() -> new Bar("no number", Double.NaN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Line("endless", List.of(Double.POSITIVE_INFINITY)))
                .hasMessageContaining("'endless'");
        assertThatThrownBy(() -> Chart.lines("L", "ms", List.of("p50", "p99"), LINES))
                .hasMessageContaining("'here' needs a figure for each of the 2 positions, not 3");
        assertThatThrownBy(() -> Chart.lines("L", "ms", PERCENTILES, Collections.nCopies(6, LINES.get(0))))
                .hasMessageContaining("1 to 5 lines, not 3 and 6");
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> withClass(Document chart, String name) {
        NodeList all = chart.getElementsByTagName("*");
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.getAttribute("class").equals(name))
                .toList();
    }

    private static Element last(List<Element> elements) {
        return elements.get(elements.size() - 1);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** Returns each point's x if {@code coordinate} is 0, or its y if it is 1. */
    private static List<Double> points(Element line, int coordinate) {
        return Stream.of(line.getAttribute("points").split(" ", -1))
                .map(point -> Double.parseDouble(point.split(",", -1)[coordinate]))
                .toList();
    }
}
