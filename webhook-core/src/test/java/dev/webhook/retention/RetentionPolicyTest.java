package dev.webhook.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.memory.InMemoryArchiveSink;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {

    @Test
    void theDefaultsKeepEventsThirtyDaysDeliveriesNinetyAndFinishedDeadLettersSeven() {
        RetentionPolicy defaults = RetentionPolicy.defaults();

        assertThat(defaults.events()).isEqualTo(Duration.ofDays(30));
        assertThat(defaults.archivedEvents()).isEqualTo(Duration.ofDays(365));
        assertThat(defaults.deliveries()).isEqualTo(Duration.ofDays(90));
        assertThat(defaults.deadLetters()).isEqualTo(Duration.ofDays(7));
        assertThat(defaults.archive()).isEmpty();
    }

    @Test
    void allThatIsWrongIsNamedTogether() {
        RetentionPolicy.Builder options = RetentionPolicy.builder()
                .events(Duration.ofHours(47))
                .archivedEvents(Duration.ofHours(46))
                .deliveries(Duration.ofDays(36_501))
                .deadLetters(Duration.ofSeconds(-1));

        assertThatThrownBy(options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("events is", "archivedEvents is", "deliveries is", "deadLetters is");
    }

    @Test
    void archivingInTheStoreCanBeLeftOut() {
        assertThat(RetentionPolicy.builder()
                        .archivedEvents(Duration.ZERO)
                        .build()
                        .archivedEvents())
                .isZero();
    }

    @Test
    void whatIsUnfinishedEndsADayBeforeItAndItsEventGo() {
        assertThat(RetentionPolicy.defaults().longestUnfinished()).isEqualTo(Duration.ofDays(29));
        assertThat(RetentionPolicy.builder()
                        .deliveries(Duration.ofDays(10))
                        .build()
                        .longestUnfinished())
                .isEqualTo(Duration.ofDays(9));
    }

    @Test
    void itsTextSaysHowLongWhatIsKept() {
        assertThat(RetentionPolicy.builder()
                        .archive(InMemoryArchiveSink.create())
                        .build())
                .hasToString("RetentionPolicy[events=PT720H, archivedEvents=PT8760H, deliveries=PT2160H,"
                        + " deadLetters=PT168H, archive=InMemoryArchiveSink]");
    }
}
