package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacHashTest {

    /** RFC 4231, test cases 1 and 2. */
    @ParameterizedTest
    @CsvSource({
        "SHA256, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
                + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "SHA256, 4a656665, what do ya want for nothing?,"
                + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "SHA512, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
                + " 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    })
    void agreesWithRfc4231(HmacHash hash, String key, String data, String expected) {
        byte[] whole = hash.mac(HexFormat.of().parseHex(key), Received.bytes(data));
        byte[] parts = hash.mac(
                HexFormat.of().parseHex(key), Received.bytes(data.substring(0, 3)), Received.bytes(data.substring(3)));

        assertThat(HexFormat.of().formatHex(whole)).isEqualTo(expected);
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        List<String> expected =
                IntStream.range(0, 200).mapToObj(HmacHashTest::hmac).toList();

        List<String> together = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> hmac(i % 200))
                .toList();

        assertThat(IntStream.range(0, 20_000)).allMatch(i -> together.get(i).equals(expected.get(i % 200)));
    }

    private static String hmac(int i) {
        return HexFormat.of().formatHex(HmacHash.SHA256.mac(Received.bytes("key" + i), Received.bytes("text" + i)));
    }
}
