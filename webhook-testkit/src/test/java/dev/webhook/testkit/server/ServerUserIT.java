package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUserIT {

    private static final ServerUser FORBIDDEN = new ServerUser(List.of("false"), false);
    private static final ServerUser MISSING = new ServerUser(List.of("/nonexistent/unshare"), false);
    private static final ServerUser POSSIBLE = new ServerUser(List.of("env"), true);

    @TempDir
    private Path directory;

    @Test
    void theFirstThatCanRunTheServerIsTaken() {
        assertThat(ServerUser.first(List.of(FORBIDDEN, MISSING, POSSIBLE), Path.of("echo"), directory))
                .isEqualTo(POSSIBLE);
    }

    @Test
    void thatNoneCanIsSaid() {
        assertThatThrownBy(() -> ServerUser.first(List.of(FORBIDDEN, MISSING), Path.of("echo"), directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("PostgreSQL refuses to run as root");
    }

    @Test
    void anOrdinaryUserRunsTheServerAsHimself() {
        assertThat(ServerUser.of(1_000, Path.of("echo"), directory).prefix()).isEmpty();
    }
}
