package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.InvalidConfigurationException;
import dev.webhook.signing.SecretCipher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresStorageBuilderTest {

    private static List<String> problems(PostgresStorageBuilder builder) {
        try {
            builder.build();
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.problems();
        }
    }

    private static HikariConfig pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new PGSimpleDataSource());
        config.setInitializationFailTimeout(-1);
        config.setMaximumPoolSize(connections);
        return config;
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThat(problems(PostgresStorage.pooled(pool(5)).schema(" ")))
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem).startsWith("secrets is missing"))
                .anySatisfy(problem -> assertThat(problem).startsWith("schema must not be blank"))
                .anySatisfy(problem ->
                        assertThat(problem).contains("at least 6 connections").endsWith("not 5"));
    }

    @Test
    void plainTextIsForThoseWhoAskForItByName() {
        assertThatThrownBy(
                        () -> PostgresStorage.builder(new PGSimpleDataSource()).build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("SecretCipher.plainText()");
        assertThatCode(() -> PostgresStorage.builder(new PGSimpleDataSource())
                        .secrets(SecretCipher.plainText())
                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    void aPoolOfTheHostsIsHeldToTheSameSize() {
        try (HikariDataSource small = new HikariDataSource(pool(5));
                HikariDataSource large = new HikariDataSource(pool(6))) {
            assertThat(problems(PostgresStorage.builder(small).secrets(SecretCipher.plainText())))
                    .hasSize(1);
            assertThat(problems(PostgresStorage.builder(large).secrets(SecretCipher.plainText())))
                    .isEmpty();
        }
    }

    @Test
    void aPoolOfItsOwnEndsWithTheStorageAndOneOfTheHostsDoesNot() {
        try (HikariDataSource hosts = new HikariDataSource(pool(6))) {
            PostgresStorage.builder(hosts)
                    .secrets(SecretCipher.plainText())
                    .build()
                    .close();

            assertThat(hosts.isClosed()).isFalse();
        }
        PostgresStorage own = PostgresStorage.pooled(pool(6))
                .secrets(SecretCipher.plainText())
                .build();
        own.close();

        assertThat(own.isClosed()).isTrue();
        assertThatCode(own::close).doesNotThrowAnyException();
    }
}
