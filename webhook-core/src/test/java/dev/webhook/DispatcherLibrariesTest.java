package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.memory.InMemoryStorage;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds dispatchers on class paths that aren't what the build file asked for. */
class DispatcherLibrariesTest {

    private static final String REFUSED = "the dispatcher can't be built: ";

    @TempDir
    private Path directory;

    /** Run in another class loader. Says "built", or why not. */
    static class Build implements Callable<String> {

        @Override
        public String call() {
            try {
                WebhookDispatcher.builder()
                        .storage(InMemoryStorage.create())
                        .build()
                        .close();
                return "built";
            } catch (InvalidConfigurationException e) {
                return e.getMessage();
            }
        }
    }

    /** The tests' class path, with {@code first} before it and without the classes whose names begin with {@code hidden}. */
    private static final class ClassPath extends URLClassLoader {

        private final String hidden;

        ClassPath(List<Path> first, String hidden) throws IOException {
            super(urls(first), getPlatformClassLoader());
            this.hidden = hidden;
        }

        private static URL[] urls(List<Path> first) throws IOException {
            List<Path> all = new ArrayList<>(first);
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                all.add(Path.of(entry));
            }
            List<URL> urls = new ArrayList<>();
            for (Path entry : all) {
                urls.add(entry.toUri().toURL());
            }
            return urls.toArray(new URL[0]);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!hidden.isEmpty() && name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        String build() throws Exception {
            var constructor = loadClass(Build.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (String) ((Callable<?>) constructor.newInstance()).call();
        }
    }

    private static String buildWithout(String hidden) throws Exception {
        try (ClassPath classes = new ClassPath(List.of(), hidden)) {
            return classes.build();
        }
    }

    /** A jar with {@code okhttp3.Interceptor} as version 4 had it. */
    private Path okHttp4() throws IOException {
        Path source = directory.resolve("Interceptor.java");
        Files.writeString(
                source, "package okhttp3; public interface Interceptor { interface Chain { Object request(); } }");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", directory.toString(), source.toString()))
                .isZero();
        Path jar = directory.resolve("okhttp-4.12.0.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of("okhttp3/Interceptor.class", "okhttp3/Interceptor$Chain.class")) {
                out.putNextEntry(new JarEntry(name));
                out.write(Files.readAllBytes(directory.resolve(name)));
            }
        }
        return jar;
    }

    @Test
    void theClassPathOfTheBuildWillDo() throws Exception {
        assertThat(buildWithout("")).isEqualTo("built");
    }

    @Test
    void anOldLibraryIsNamedWithItsJar() throws Exception {
        try (ClassPath classes = new ClassPath(List.of(okHttp4()), "")) {
            assertThat(classes.build())
                    .isEqualTo(REFUSED + "okhttp-jvm in okhttp-4.12.0.jar is too old (it has no"
                            + " okhttp3.Interceptor$Chain#withSocketFactory); 5.4.0 or later is needed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kotlin.enums.EnumEntriesKt, kotlin-stdlib, 1.8.0",
        "com.fasterxml.jackson.core.StreamReadConstraints, jackson-core, 2.16.0",
        "com.fasterxml.uuid.impl.TimeBasedEpochGenerator, java-uuid-generator, 4.3.0"
    })
    void aClassThatAnOldLibraryHasNotIsNamed(String missing, String library, String least) throws Exception {
        assertThat(buildWithout(missing))
                .startsWith(REFUSED + library + " in " + library + "-")
                .contains(".jar is too old (it has no " + missing)
                .endsWith("); " + least + " or later is needed")
                .doesNotContain("; okhttp");
    }

    @ParameterizedTest
    @CsvSource({
        "org.slf4j., slf4j-api, 1.7.36",
        "dev.failsafe., failsafe, 3.0.0",
        "okhttp3., okhttp-jvm, 5.4.0",
        "okio., okio-jvm, 3.15.0",
        "kotlin., kotlin-stdlib, 1.8.0",
        "com.fasterxml.jackson.databind., jackson-databind, 2.15.0"
    })
    void aLibraryThatIsMissingIsNamed(String missing, String library, String least) throws Exception {
        assertThat(buildWithout(missing))
                .isEqualTo(REFUSED + library + " is not on the class path; " + least + " or later is needed");
    }
}
