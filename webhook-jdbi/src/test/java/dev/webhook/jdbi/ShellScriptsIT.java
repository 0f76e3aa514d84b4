package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShellScriptsIT {

    private static final Set<String> NOT_OURS = Set.of(".git", "target", "target-fast", "node_modules");
    private static final byte[] SHEBANG = "#!/usr/bin/env bash".getBytes(StandardCharsets.US_ASCII);

    @Test
    void shellcheckFindsNothingInAnyScriptOfTheRepository() throws Exception {
        List<String> words = new ArrayList<>(List.of(InstalledTools.shellcheck().toString(), "-x"));
        scripts().forEach(script -> words.add(script.toString()));
        assertThat(words).hasSizeGreaterThan(10);

        Process process = new ProcessBuilder(words)
                .directory(OpsScripts.REPOSITORY.toFile())
                .redirectErrorStream(true)
                .start();
        String findings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(findings).isZero();
    }

    private static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        Files.walkFileTree(OpsScripts.REPOSITORY, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && isScript(file)) {
                    scripts.add(OpsScripts.REPOSITORY.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return scripts;
    }

    private static boolean isScript(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SHEBANG.length), SHEBANG);
        }
    }
}
