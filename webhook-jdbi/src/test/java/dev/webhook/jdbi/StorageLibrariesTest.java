package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.InvalidConfigurationException;
import dev.webhook.signing.SecretCipher;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Builds storages on class paths that lack something. */
class StorageLibrariesTest {

    /** Run in another class loader. Says "built", or why not. */
    static class Build implements Callable<String> {

        @Override
        public String call() {
            try {
                PostgresStorage.builder(new PGSimpleDataSource())
                        .secrets(SecretCipher.plainText())
                        .build();
                return "built";
            } catch (InvalidConfigurationException e) {
                return e.getMessage();
            }
        }
    }

    /** The tests' class path without the classes whose names begin with {@code hidden}. */
    private static final class ClassPath extends URLClassLoader {

        private final String hidden;

        ClassPath(String hidden) throws MalformedURLException {
            super(urls(), getPlatformClassLoader());
            this.hidden = hidden;
        }

        private static URL[] urls() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(new URL[0]);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, built",
        "org.jdbi.v3.core.result.ResultIterable, jdbi3-core in jdbi3-core-.*\\.jar is too old .*; 3\\.38\\.0 or later is needed",
        "org.jdbi.v3.core., jdbi3-core is not on the class path; 3\\.38\\.0 or later is needed; jdbi3-postgres .*",
        "org.jdbi.v3.postgres., jdbi3-postgres is not on the class path; 3\\.38\\.0 or later is needed",
        "com.zaxxer., HikariCP is not on the class path; 3\\.4\\.5 or later is needed"
    })
    void aLibraryThatIsMissingOrTooOldIsNamed(String hidden, String said) throws Exception {
        try (ClassPath classes = new ClassPath(hidden)) {
            var constructor = classes.loadClass(Build.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);

            assertThat((String) ((Callable<?>) constructor.newInstance()).call())
                    .matches("(the dispatcher can't be built: )?" + said);
        }
    }
}
