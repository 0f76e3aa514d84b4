package dev.webhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared with must do the work: each job is one request, and done by the database too. */
@ExtendWith(PostgresExtension.class)
@Timeout(60)
class PeersIT {

    private static final int COUNT = 20;
    private static final String BODY = "{\"order\":4711}";

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final PostgresDatabase database;
    private final Target target;

    PeersIT(PostgresDatabase database) {
        this.database = database;
        String hooks = "http://127.0.0.1:" + receiver.port() + "/hooks/";
        target = new Target(database.loginUrl(), List.of(hooks + 0, hooks + 1), BODY);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachJobIsOneRequestAndIsDoneThen(Peers kind) throws Exception {
        try (Peer peer = kind.best().open(target)) {
            for (int round = 1; round <= 2; round++) {
                peer.fill(COUNT);
                assertThat(receiver.requests()).as("nothing is sent before").hasSize((round - 1) * COUNT);

                assertThat(peer.drain(COUNT)).isPositive();

                assertThat(receiver.requests()).hasSize(round * COUNT);
            }
        }
        assertThat(receiver.requests())
                .allSatisfy(request -> assertThat(request.text()).isEqualTo(BODY));
        assertThat(receiver.requests().stream()
                        .collect(Collectors.groupingBy(ReceivedRequest::path, Collectors.counting())))
                .containsEntry("/hooks/0", (long) COUNT)
                .containsEntry("/hooks/1", (long) COUNT);
    }

    @Test
    void theRecordingOneKeepsEachAttempt() throws Exception {
        try (Peer peer = Peers.RECORDING_DB_SCHEDULER.best().open(target)) {
            peer.fill(COUNT);
            peer.drain(COUNT);
        }

        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(DISTINCT delivery_id)"
                        + " FROM peer_db_scheduler_recording.attempts WHERE number = 1 AND status = 200")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(COUNT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsRefusedIsNoResult(Peers kind) throws Exception {
        receiver.scriptAt("/hooks/0", Answer.answer(500));
        try (Peer peer = kind.best().open(target)) {
            peer.fill(2);

            assertThatThrownBy(() -> peer.drain(2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1 requests failed");
        }
    }
}
