package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "192.0.2.1, 192.0.2.1/32",
        "192.0.2.1/32, 192.0.2.1/32",
        "255.255.255.254/31, 255.255.255.254/31",
        "2001:DB8:0:0::/32, 2001:db8::/32",
        "::/0, ::/0",
        "::1, ::1/128",
        "fe80::/10, fe80::/10",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1/128",
    })
    void aRangeIsWrittenInOneForm(String text, String canonical) {
        assertThat(Cidr.parse(text)).hasToString(canonical).isEqualTo(Cidr.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1/8         | bits set behind its prefix; write 10.0.0.0/8",
                "192.0.2.129/24     | write 192.0.2.0/24",
                "0.0.0.1/0          | write 0.0.0.0/0",
                "192.0.2.1/31       | write 192.0.2.0/31",
                "2001:db8::1/32     | write 2001:db8::/32",
                "10.0.0.0/33        | must be between 0 and 32",
                "2001:db8::/129     | must be between 0 and 128",
                "10.0.0.0/08        | without leading zeros",
                "10.0.0.0/          | must end in a prefix length of 0 to 32",
                "2001:db8::/        | must end in a prefix length of 0 to 128",
                "10.0.0.0/-1        | must end in a prefix length",
                "10.0.0.0/+8        | must end in a prefix length",
                "10.0.0.0/8/8       | must end in a prefix length",
                "10.0.0.0/1000      | must end in a prefix length",
                "10.0.0.0/255.0.0.0 | must end in a prefix length",
                "10/8               | must be an address",
                "010.0.0.0/8        | must be an address",
                "10.0.0.256/32      | must be an address",
                "/8                 | must be an address",
                "''                 | must be an address",
                "localhost/32       | must be an address",
                "[::1]/128          | must be an address",
                "fe80::1%eth0/128   | must be an address",
                "1:2:3:4:5:6:7:8:9  | must be an address",
                "1:2:3:4:5:6:7::8   | must be an address",
                "::ffff:10.0.0.0/104| maps IPv4 addresses",
                "::ffff:a00:1       | maps IPv4 addresses",
            })
    void anythingElseIsRefusedWithWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMessageShowsOddTextEscapedAndCut() {
        assertThatThrownBy(() -> Cidr.parse("\r\n\u00e9 ~" + "x".repeat(200)))
                .hasMessageContaining("'\\u000d\\u000a\\u00e9 ~xxx")
                .hasMessageContaining("x...'")
                .hasMessageNotContaining("x".repeat(96));
        assertThatThrownBy(() -> Cidr.parse("x".repeat(100)))
                .hasMessageContaining("x'")
                .hasMessageNotContaining("...");
    }

    @Test
    void aPrefixLengthBelowZeroIsRefused() {
        assertThatThrownBy(() -> new Cidr(TestAddresses.of("10.0.0.0"), -1))
                .hasMessage("prefix length -1 of 10.0.0.0 must be between 0 and 32");
    }

    @Test
    void hostNameAndZoneOfTheNetworkAreDropped() throws Exception {
        InetAddress named = InetAddress.getByAddress("named.example.com", new byte[] {10, 0, 0, 0});
        assertThat(new Cidr(named, 8).network()).hasToString("/10.0.0.0");
        Inet6Address zoned =
                Inet6Address.getByAddress(null, TestAddresses.of("fe80::").getAddress(), 7);
        assertThat(new Cidr(zoned, 10)).hasToString("fe80::/10");
    }

    @Test
    void aMappedAddressCountsAsItsIpv4Address() {
        Inet6Address mapped = TestAddresses.mapped("10.1.2.3");
        assertThat(Cidr.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Cidr.parse("11.0.0.0/8").contains(mapped)).isFalse();
        assertThat(Cidr.parse("::/0").contains(mapped)).isFalse();
        assertThat(new Cidr(mapped, 32)).isEqualTo(Cidr.parse("10.1.2.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0"})
    void aRangeHoldsOnlyItsOwnFamily(String range) {
        boolean ipv4 = !range.contains(":");
        assertThat(Cidr.parse(range).contains(TestAddresses.of("192.0.2.1"))).isEqualTo(ipv4);
        assertThat(Cidr.parse(range).contains(TestAddresses.of("2001:db8::1"))).isEqualTo(!ipv4);
    }

    @Test
    @Tag("sweep")
    void containmentIsThatOfTheNumbers() {
        Random random = new Random(7_412_020);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            int bits = random.nextBoolean() ? 32 : 128;
            int prefixLength = random.nextInt(bits + 1);
            BigInteger first = new BigInteger(prefixLength, random).shiftLeft(bits - prefixLength);
            if (bits == 128 && first.shiftRight(32).equals(MAPPED)) {
                continue;
            }
            TestRange oracle = TestRange.of(bits, first, prefixLength);
            Cidr range = new Cidr(TestAddresses.address(first, bits), prefixLength);
            BigInteger number = near(oracle, random);
            if (range.contains(TestAddresses.address(number, bits)) != oracle.holds(bits, number)) {
                wrong.add(number.toString(16) + " of " + range);
            }
            if (i % 20 == 0) {
                assertThat(Cidr.parse(range.toString())).isEqualTo(range);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static BigInteger near(TestRange range, Random random) {
        BigInteger all = BigInteger.ONE.shiftLeft(range.bits());
        BigInteger number = switch (random.nextInt(5)) {
            case 0 -> range.first();
            case 1 -> range.last();
            case 2 -> range.before();
            case 3 -> range.after();
            default -> range.first().flipBit(random.nextInt(range.bits()));
        };
        return number.mod(all).shiftRight(32).equals(MAPPED) ? BigInteger.ZERO : number.mod(all);
    }
}
