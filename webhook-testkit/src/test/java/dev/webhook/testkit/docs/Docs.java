package dev.webhook.testkit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The project's Markdown files, and the marked tables and snippets in them and in the sources of tests. */
final class Docs {

    static final Path ROOT = root();

    private static final List<String> SOURCES = List.of(
            "webhook-testkit/src/test/java/dev/webhook/testkit/docs",
            "webhook-jdbi/src/test/java/dev/webhook/jdbi",
            "webhook-jdbi/src/test/java/dev/webhook/jdbi/docs",
            "webhook-redis/src/test/java/dev/webhook/redis",
            "webhook-s3/src/test/java/dev/webhook/s3",
            "webhook-influxdb/src/test/java/dev/webhook/influxdb",
            "webhook-micrometer/src/test/java/dev/webhook/micrometer");

    private Docs() {}

    /** A code block. */
    record Fence(String file, int line, String language, String snippet, String text) {}

    static List<Path> files() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the rows of the table that stands below {@code <!-- table: name -->}, each from heading to cell. */
    static List<Map<String, String>> table(String file, String name) {
        List<String> lines = lines(ROOT.resolve(file));
        int at = lines.indexOf("<!-- table: " + name + " -->");
        if (at < 0) {
            throw new AssertionError(file + " has no table '" + name + "'");
        }
        List<String> headings = cells(lines.get(at + 1));
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = at + 3; i < lines.size() && lines.get(i).startsWith("|"); i++) {
            rows.add(row(headings, cells(lines.get(i)), file + ":" + (i + 1)));
        }
        if (rows.isEmpty()) {
            throw new AssertionError(file + " has nothing in table '" + name + "'");
        }
        return rows;
    }

    private static Map<String, String> row(List<String> headings, List<String> cells, String place) {
        if (cells.size() != headings.size()) {
            throw new AssertionError(place + " has " + cells.size() + " cells, not " + headings.size());
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            row.put(headings.get(i), cells.get(i));
        }
        return row;
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceAll("^\\||\\|$", "");
        return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList();
    }

    /** Returns {@code cell} without the marks of code around it. */
    static String code(String cell) {
        return cell.replaceAll("^`+ ?| ?`+$", "");
    }

    /** Returns every code block of the documentation; one without a snippet's mark has an empty name. */
    static List<Fence> fences() {
        List<Fence> fences = new ArrayList<>();
        for (Path file : files()) {
            fences(ROOT.relativize(file).toString(), lines(file), fences);
        }
        return fences;
    }

    private static void fences(String file, List<String> lines, List<Fence> fences) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            String mark = i == 0 ? "" : lines.get(i - 1);
            String snippet = mark.startsWith("<!-- snippet: ") ? mark.replaceAll("<!-- snippet: | -->", "") : "";
            fences.add(new Fence(
                    file, i + 1, lines.get(i).substring(3), snippet, String.join("\n", lines.subList(i + 1, end))));
            i = end;
        }
    }

    /** Returns what stands in the sources of tests between {@code // snippet: name} and {@code // end}, by name. */
    static Map<String, String> snippets() {
        Map<String, String> snippets = new LinkedHashMap<>();
        for (String folder : SOURCES) {
            try (Stream<Path> sources = Files.list(ROOT.resolve(folder))) {
                sources.filter(Files::isRegularFile).sorted().forEach(source -> snippets(lines(source), snippets));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return snippets;
    }

    private static void snippets(List<String> lines, Map<String, String> snippets) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("// snippet: ")) {
                int end = i + 1;
                while (!lines.get(end).strip().equals("// end")) {
                    end++;
                }
                String text = String.join("\n", lines.subList(i + 1, end)).stripIndent();
                if (snippets.put(line.substring("// snippet: ".length()), text) != null) {
                    throw new AssertionError(line + " is there twice");
                }
            }
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("CONTRIBUTING.md"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new AssertionError("the tests must run within the project's folder");
        }
        return at;
    }
}
