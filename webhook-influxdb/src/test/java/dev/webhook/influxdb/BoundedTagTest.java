package dev.webhook.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTagTest {

    @Test
    void theFirstKeepTheirNamesAndTheRestAreOther() {
        BoundedTag tag = new BoundedTag(2);

        assertThat(tag.of("a")).isEqualTo("a");
        assertThat(tag.of("b")).isEqualTo("b");
        assertThat(tag.of("c")).isEqualTo("other");
        assertThat(tag.of("a")).isEqualTo("a");
        assertThat(tag.of("c")).isEqualTo("other");
    }

    @Test
    void ofNoneAllAreOther() {
        assertThat(new BoundedTag(0).of("a")).isEqualTo("other");
    }
}
