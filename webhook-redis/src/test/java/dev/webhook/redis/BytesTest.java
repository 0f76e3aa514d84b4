package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BytesTest {

    private static String micros(Duration time) {
        return Bytes.text(Bytes.of(time));
    }

    @Test
    void aTimeIsWholeMicrosecondsRoundedDown() {
        assertThat(micros(Duration.ofSeconds(1))).isEqualTo("1000000");
        assertThat(micros(Duration.ofNanos(1_999))).isEqualTo("1");
        assertThat(micros(Duration.ofNanos(-1))).isEqualTo("-1");
    }

    @Test
    void aTimeBeyondACenturyIsACentury() {
        assertThat(micros(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("3153600000000000");
        assertThat(micros(Duration.ofSeconds(-Long.MAX_VALUE))).isEqualTo("-3153600000000000");
    }

    @Test
    void anIdIsSixteenBytesAndComesBack() {
        UUID id = UUID.fromString("019ac0de-0000-7fff-8000-0000000000ff");

        assertThat(Bytes.of(id)).hasSize(16);
        assertThat(Bytes.uuid(Bytes.of(id))).isEqualTo(id);
    }
}
