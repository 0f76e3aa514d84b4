package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The script that keeps what Redis holds. */
class RedisDumpIT {

    @TempDir
    private Path directory;

    @BeforeAll
    static void redisIsInstalled() {
        assertThat(InstalledTools.redis()).exists();
    }

    @ParameterizedTest
    @EnumSource
    void whatRedisHoldsIsKeptAndOlderDumpsGo(BackupPlace place) throws IOException {
        Path root = Files.createDirectory(directory.resolve("backups"));
        OpsScripts ops = place.scripts(Files.createDirectory(directory.resolve("ops")), root)
                .with("BACKUP_KEEP", 1);
        Path dumps = Files.createDirectories(place.objects(root).resolve("redis"));
        Path old = Files.createFile(dumps.resolve("20200101T000000Z.rdb"));
        try (RedisProcess redis = RedisProcess.builder().start()) {
            String name = ops.succeed(
                            "redis-dump.sh", redis.uri().getHost(), redis.uri().getPort())
                    .lines()
                    .filter(line -> line.startsWith("redis/"))
                    .findFirst()
                    .orElseThrow();

            byte[] kept = Files.readAllBytes(place.objects(root).resolve(name));
            assertThat(new String(kept, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("REDIS");
            assertThat(old).doesNotExist();

            redis.stop();
            assertThat(ops.run(
                                    "redis-dump.sh",
                                    redis.uri().getHost(),
                                    redis.uri().getPort())
                            .status())
                    .isNotZero();
            try (var left = Files.list(dumps)) {
                assertThat(left).hasSize(1);
            }
        }
    }
}
