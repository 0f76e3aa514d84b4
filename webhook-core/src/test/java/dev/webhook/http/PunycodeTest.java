package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunycodeTest {

    @ParameterizedTest
    @CsvSource({
        "bücher, xn--bcher-kva",
        "ü, xn--tda",
        "faß, xn--fa-hia",
        "日本語, xn--wgv71a119e",
        "他们为什么不说中文, xn--ihqwcrb4cv8a8dqg056pqjye",
        "ليهمابتكلموشعربي؟, xn--egbpdaj6bu4bxfgehfvwxn",
        "почемужеонинеговорятпорусски, xn--b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "3年b組金八先生, xn--3b-ww4c5e180e575a65lsy2b",
        "そのスピードで, xn--d9juau41awczczp",
        "パフィーdeルンバ, xn--de-jg4avhby1noc0d",
        "\uD83D\uDCA9, xn--ls8h",
    })
    void theSamplesOfRfc3492AreEncoded(String label, String aLabel) {
        assertThat(Punycode.aLabel(label)).isEqualTo(aLabel);
    }
}
