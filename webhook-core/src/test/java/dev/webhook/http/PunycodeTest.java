package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.Test;
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

    @Test
    void anotherEncoderAgreesOnRandomLabels() {
        Random random = new Random(3492);
        String letters = "abyz09абюяё丁世中久文漢龥ひらカタ가힣";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder label = new StringBuilder("ж");
            for (int length = random.nextInt(9); length > 0; length--) {
                label.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(Punycode.aLabel(label.toString()))
                    .isEqualTo(IDN.toASCII(label.toString(), IDN.ALLOW_UNASSIGNED));
        }
    }
}
