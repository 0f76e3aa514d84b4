package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialPurposeRangesTest {

    /** The registries as published, written down a second time: range and source. */
    private static final String REGISTRIES = """
            0.0.0.0/8          RFC 791
            10.0.0.0/8         RFC 1918
            100.64.0.0/10      RFC 6598
            127.0.0.0/8        RFC 1122
            168.63.129.16/32   Azure
            169.254.0.0/16     RFC 3927
            172.16.0.0/12      RFC 1918
            192.0.0.0/24       RFC
            192.0.0.0/29       RFC 7335
            192.0.0.8/32       RFC 7600
            192.0.0.9/32       RFC 7723
            192.0.0.10/32      RFC 8155
            192.0.0.170/32     RFC 8880
            192.0.0.171/32     RFC 8880
            192.0.0.128/27     RFC 6890
            192.0.2.0/24       RFC 5737
            192.31.196.0/24    RFC 7535
            192.52.193.0/24    RFC 7450
            192.88.99.0/24     RFC 7526
            192.168.0.0/16     RFC 1918
            192.175.48.0/24    RFC 7534
            198.18.0.0/15      RFC 2544
            198.51.100.0/24    RFC 5737
            203.0.113.0/24     RFC 5737
            224.0.0.0/4        RFC 5771
            240.0.0.0/5        RFC 1112
            240.0.0.0/4        RFC
            255.255.255.255/32 RFC 919
            ::/128             RFC 4291
            ::1/128            RFC 4291
            ::/96              RFC 4291
            ::ffff:0:0:0/96    RFC 2765
            64:ff9b::/96       RFC 6052
            64:ff9b:1::/48     RFC 8215
            100::/64           RFC 6666
            100:0:0:1::/64     RFC 9780
            200::/7            RFC 4048
            2001::/32          RFC 4380
            2001:1::1/128      RFC 7723
            2001:1::2/128      RFC 8155
            2001:1::3/128      RFC 9665
            2001:2::/48        RFC 5180
            2001:3::/32        RFC 7450
            2001:4:112::/48    RFC 7535
            2001:10::/28       RFC 4843
            2001:20::/28       RFC 7343
            2001:30::/28       RFC 9374
            2001:100::/24      RFC 2928
            2001:db8::/32      RFC 3849
            2002::/16          RFC 3056
            2620:4f:8000::/48  RFC 7534
            3ffe::/16          RFC 3701
            3fff::/20          RFC 9637
            5f00::/16          RFC 9602
            fc00::/7           RFC 4193
            fe80::/10          RFC 4291
            fec0::/10          RFC 3879
            ff00::/8           RFC 4291
            ::/3               RFC
            4000::/2           RFC
            8000::/1           RFC
            2001::/23          RFC
            """;

    record Row(TestRange range, String source) {

        static Row of(String line) {
            return new Row(
                    TestRange.of(line.substring(0, line.indexOf(' '))),
                    line.substring(line.indexOf(' ')).strip());
        }
    }

    private static final List<Row> ROWS = REGISTRIES.lines().map(Row::of).toList();

    static List<Row> rows() {
        return ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theFirstAndTheLastOfARangeAreNamedWithTheirSource(Row row) {
        for (BigInteger edge : List.of(row.range().first(), row.range().last())) {
            assertThat(why(edge, row.range().bits())).contains(row.source());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theNeighboursOfARangeAreDeniedOnlyIfAnotherRangeHoldsThem(Row row) {
        int bits = row.range().bits();
        for (BigInteger edge : List.of(row.range().before(), row.range().after())) {
            if (edge.signum() >= 0 && edge.bitLength() <= bits) {
                assertThat(why(edge, bits).isEmpty()).isEqualTo(isPublic(edge, bits));
            }
        }
    }

    static Stream<String> everySlashEightOfIpv4() {
        return IntStream.range(0, 256).mapToObj(first -> first + ".200.7.9");
    }

    @ParameterizedTest
    @MethodSource("everySlashEightOfIpv4")
    void aMappedAddressIsJudgedAsItsIpv4Address(String ipv4) {
        assertThat(SpecialPurposeRanges.whyNotPublic(TestAddresses.mapped(ipv4)))
                .isEqualTo(SpecialPurposeRanges.whyNotPublic(TestAddresses.of(ipv4)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2000::",
                "2001:200::",
                "2606:4700::1111",
                "2a00:1450:4001:81b::200e",
                "3ffd:ffff::",
                "3fff:1000::"
            })
    void publicAddressesPass(String address) {
        assertThat(SpecialPurposeRanges.whyNotPublic(TestAddresses.of(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd20:ce::254",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::8.8.8.8",
                "2002:808:808::",
                "2001:0:808:808::",
                "fe80::a9fe:a9fe",
                "4000::1",
                "e000::1"
            })
    void metadataServicesAndCarriersOfIpv4AreDenied(String address) {
        assertThat(SpecialPurposeRanges.whyNotPublic(TestAddresses.of(address))).isPresent();
    }

    @Test
    void aZoneDoesNotHideAnAddress() throws Exception {
        InetAddress zoned = Inet6Address.getByAddress(
                "public.example.com", TestAddresses.of("fe80::1").getAddress(), 3);
        assertThat(SpecialPurposeRanges.whyNotPublic(zoned)).contains("link-local (fe80::/10, RFC 4291)");
    }

    private static String why(BigInteger number, int bits) {
        return SpecialPurposeRanges.whyNotPublic(TestAddresses.address(number, bits))
                .orElse("");
    }

    private static boolean isPublic(BigInteger number, int bits) {
        if (bits == 128 && number.shiftRight(32).equals(BigInteger.valueOf(0xffff))) {
            return isPublic(number.mod(BigInteger.ONE.shiftLeft(32)), 32);
        }
        return ROWS.stream().noneMatch(row -> row.range().holds(bits, number));
    }
}
