package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFormTest {

    private static final AddressPolicy POLICY = AddressPolicy.strict();
    private static final Set<Integer> MARKS =
            Set.of((int) Character.NON_SPACING_MARK, (int) Character.COMBINING_SPACING_MARK);

    @ParameterizedTest
    @CsvSource({
        "bücher.de, xn--bcher-kva.de",
        "www.Bücher.DE, www.xn--bcher-kva.de",
        "AZü.de, xn--az-yka.de",
        "日本語.jp, xn--wgv71a119e.jp",
        "пример.рф, xn--e1afmkfd.xn--p1ai",
        "παράδειγμα.ελ, xn--hxajbheg2az3al.xn--qxam",
        "مثال.مصر, xn--mgbh0fb.xn--wgbh1c",
        "उदाहरण.भारत, xn--p1b6ci4b4b3a.xn--h2brj9c",
        "ısparta.com.tr, xn--sparta-o9a.com.tr",
        "bü-cher9.de, xn--b-cher9-n2a.de",
        "xn--bcher-kva.de, xn--bcher-kva.de",
        "XN--BCHER-KVA.de, xn--bcher-kva.de",
        "xn--fa-hia.de, xn--fa-hia.de",
        "xn--ls8h.la, xn--ls8h.la",
        "EXAMPLE.com, example.com",
        "a_b.example.com, a_b.example.com",
        "_dmarc.example.com, _dmarc.example.com",
        "a--b.example.com, a--b.example.com",
        "1.example.com, 1.example.com",
        "127.0.0.1.nip.io, 127.0.0.1.nip.io",
        "0x7f.example.com, 0x7f.example.com",
        "example.0xg, example.0xg",
        "example.x0, example.x0",
        "3com.com, 3com.com",
    })
    void aHostInNormalFormIsStoredAsALabels(String entered, String stored) {
        assertThat(POLICY.accept("https://" + entered + "/").host()).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ﬀﬀ.com            | not in normal form; write 'ffff'",
                "ⓔⓧample.com       | not plain letters and digits; write 'example'",
                "ｅxample.com        | not in normal form; write 'example'",
                "１.com              | characters that are not plain letters and digits; write '1'",
                "a１.com             | not in normal form; write 'a1'",
                "BÜCHER.de          | not in normal form; write 'xn--bcher-kva'",
                "bu\u0308cher.de    | not in normal form; write 'xn--bcher-kva'",
                "faß.de             | not plain letters and digits; write 'xn--fa-hia'",
                "ßa.de              | not plain letters and digits",
                "ςα.gr              | not plain letters and digits",
                "as\u0131\u017f.com | not in normal form",
                "\u212A.com         | not in normal form; write 'k'",
                "ex\u00adample.com  | not plain letters and digits; write 'example'",
                "a\u200db.com       | not plain letters and digits",
                "a\ufe0fb.com       | not in normal form; write 'ab'",
                "ⅷ.com              | not plain letters and digits; write 'viii'",
                "a\u0488b.com       | not plain letters and digits",
                "x².com             | not plain letters and digits; write 'x2'",
                "☃.net              | not plain letters and digits; write 'xn--n3h'",
                "١٢٧.com            | not plain letters and digits",
                "\u0300a.com        | not plain letters and digits",
                "ü-.com             | not plain letters and digits",
                "bücher。de          | stands for a full stop",
                "bücher．de          | stands for a full stop",
                "example。com        | stands for a full stop",
                "xn--abc-.com       | not in normal form; write 'abc'",
                "xn--127-.0.0.1.com | not in normal form; write '127'",
                "example.com.       | ends in a full stop",
                "example.com..      | is neither a valid name",
                "a..com             | is neither a valid name",
                ".com               | is neither a valid name",
                ".                  | is neither a valid name",
                "[1:2:3:4:5:6:7::8] | is neither a valid name",
                "-a.com             | has the label '-a'",
                "a-.com             | has the label 'a-'",
                "a,b.com            | has the label 'a,b'",
                "a;b.com            | has the label 'a;b'",
                "a*.com             | has the label 'a*'",
                "a!b.com            | has the label 'a!b'",
                "a$b.com            | has the label 'a$b'",
                "a{b}.com           | host 'a{b}.com'",
                "a<b>.com           | host 'a<b>.com'",
                "a\"b.com           | host 'a\"b.com'",
                "127.1              | ends in a number",
                "0x7f.1             | ends in a number",
                "2130706433         | ends in a number",
                "256.256.256.256    | ends in a number",
                "1.2.3.4.5          | ends in a number",
                "08.8.8.8           | ends in a number",
                "8.8.8.08           | ends in a number",
                "a.b.c.d.123        | ends in a number",
                "example.0x         | ends in a number",
                "example.0XaF       | ends in a number",
                "example.09         | ends in a number",
                "１27.0.0.1          | characters that are not plain letters and digits; write '127'",
            })
    void anyOtherHostIsRefusedWithWhatWouldBeRight(String host, String message) {
        assertThatThrownBy(() -> POLICY.accept("https://" + host + "/"))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHostHasAtMost253Characters() {
        String longest = ("a".repeat(62) + ".").repeat(4) + "b";
        assertThat(POLICY.accept("https://" + longest + "/").host()).hasSize(253);
        assertThatThrownBy(() -> POLICY.accept("https://" + longest + "b/"))
                .hasMessageContaining("at most 253 characters");
        assertThatThrownBy(() -> POLICY.accept("https://" + "a".repeat(64) + ".com/"))
                .hasMessageContaining("63 between dots");
    }

    @Test
    @Tag("sweep")
    void noCharacterPassesThatIsFoldedOrNormalisedOnTheWay() {
        List<Integer> passed = charactersWorthTrying()
                .filter(Character::isDefined)
                .filter(c -> passes("a" + Character.toString(c) + "a"))
                .boxed()
                .toList();
        assertThat(passed)
                .hasSizeGreaterThan(10_000)
                .noneMatch(HostFormTest::isFolded)
                .allMatch(c -> Normalizer.isNormalized("a" + Character.toString(c) + "a", Normalizer.Form.NFKC));
        assertThat(passed).allMatch(c -> Character.isLetterOrDigit(c) || MARKS.contains(Character.getType(c)));
    }

    /** All but ASCII, and but the large blocks of ideographs, syllables, private use and nothing. */
    private static IntStream charactersWorthTrying() {
        return Stream.of(
                        IntStream.range(0x80, 0x3400),
                        IntStream.range(0xa000, 0xac00),
                        IntStream.range(0xd7a4, 0xe000),
                        IntStream.range(0xf900, 0x20000),
                        IntStream.range(0x2f800, 0x2fa20),
                        IntStream.range(0xe0000, 0xe0200))
                .flatMapToInt(block -> block);
    }

    /** Cherokee is the script whose small letters fold to capitals. */
    private static boolean isFolded(int c) {
        boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
        return capital && Character.UnicodeScript.of(c) != Character.UnicodeScript.CHEROKEE;
    }

    private static boolean passes(String label) {
        try {
            UrlForm.normalise("https://" + label + ".com/");
            return true;
        } catch (InvalidUrlException e) {
            return false;
        }
    }
}
