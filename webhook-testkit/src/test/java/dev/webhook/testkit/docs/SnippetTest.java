package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.docs.Docs.Fence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code in the documentation against the sources that the build compiles and runs. */
class SnippetTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

    private final Map<String, String> snippets = Docs.snippets();

    static List<Fence> fences() {
        return Docs.fences();
    }

    static List<Path> files() {
        return Docs.files();
    }

    @ParameterizedTest
    @MethodSource("fences")
    void javaIsCutFromCompiledSources(Fence fence) {
        if (fence.language().equals("java")) {
            assertThat(fence.snippet())
                    .as("the mark above %s:%d", fence.file(), fence.line())
                    .isNotEmpty();
        }
        if (!fence.snippet().isEmpty()) {
            assertThat(snippets).containsKey(fence.snippet());
            assertThat(fence.text()).as("%s:%d", fence.file(), fence.line()).isEqualTo(snippets.get(fence.snippet()));
        }
    }

    @Test
    void everySnippetIsShownSomewhere() {
        assertThat(fences().stream().map(Fence::snippet).collect(Collectors.toSet()))
                .containsAll(snippets.keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void linksLeadToFiles(Path file) {
        String text = String.join("\n", Docs.lines(file));
        assertThat(LINK.matcher(text).results().map(MatchResult::group).toList())
                .filteredOn(link -> !link.contains("://"))
                .allSatisfy(link -> assertThat(Files.exists(file.resolveSibling(target(link))))
                        .as("%s in %s", link, file.getFileName())
                        .isTrue());
    }

    private static String target(String link) {
        return LINK.matcher(link).replaceAll("$1");
    }

    @Test
    void theReadmeNamesTheVersionAndTheCommandsThatBuildKnows() throws Exception {
        String readme = Files.readString(Docs.ROOT.resolve("README.md"));
        Matched version = Matched.of("<version>([^<]+)</version>", Files.readString(Docs.ROOT.resolve("pom.xml")));

        assertThat(Matched.of("<version>([^<]+)</version>", readme)).isEqualTo(version);
        assertThat(readme.indexOf("mvn -q -pl webhook-examples -am compile exec:java"))
                .isPositive()
                .isLessThan(readme.indexOf("mvn verify"));
        assertThat(Files.readString(Docs.ROOT.resolve("pom.xml"))).contains("<module>webhook-examples</module>");
    }

    private record Matched(String text) {

        static Matched of(String pattern, String text) {
            return new Matched(Pattern.compile(pattern)
                    .matcher(text)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1));
        }
    }
}
