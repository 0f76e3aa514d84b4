package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

    private static final AddressPolicy STRICT = AddressPolicy.strict();
    private static final AddressPolicy LITERALS = STRICT.allowHttp().allowIpLiterals();
    private static final InetAddress PUBLIC = TestAddresses.of("8.8.8.8");
    private static final InetAddress PRIVATE = TestAddresses.of("10.1.2.3");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com                 | https://example.com/",
                "HTTPS://Example.COM:443/Path?Q      | https://example.com/Path?Q",
                "https://example.com?x               | https://example.com/?x",
                "https://example.com:8443/a          | https://example.com:8443/a",
                "https://example.com/ü?é=ü           | https://example.com/%C3%BC?%C3%A9=%C3%BC",
                "https://example.com/a/../b/./c      | https://example.com/b/c",
                "https://example.com/a@b:c?d@e       | https://example.com/a@b:c?d@e",
                "https://example.com/%23/%2e%2fx     | https://example.com/%23/%2e%2fx",
                "https://example.com//a              | https://example.com//a",
                "https://example.com/\uD83D\uDCA9    | https://example.com/%F0%9F%92%A9",
                "https://localhost.example.com/      | https://localhost.example.com/",
                "https://example.net/                | https://example.net/",
                "https://test.org/                   | https://test.org/",
            })
    void aUrlIsStoredInNormalForm(String entered, String stored) {
        EndpointUrl url = STRICT.accept(entered);
        assertThat(url.value()).isEqualTo(stored);
        assertThat(STRICT.refusal(url)).isEmpty();
        assertThat(STRICT.accept(stored)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                                | must start with 'https://'",
                "example.com                         | must start with 'https://'",
                "//example.com/                      | must start with 'https://'",
                "ftp://example.com/                  | must start with 'https://'",
                "wss://example.com/                  | must start with 'https://'",
                "httpss://example.com/               | must start with 'https://'",
                "https:example.com                   | must start with 'https://'",
                "https:/example.com                  | must start with 'https://'",
                "https:///example.com                | must start with 'https://'",
                "https:////example.com               | must start with 'https://'",
                "https://                            | must start with 'https://'",
                "https://?example.com                | must start with 'https://'",
                "https://user@example.com/           | user-info",
                "https://@example.com/               | user-info",
                "https://:@example.com/              | user-info",
                "https://a:b@example.com:443/        | user-info",
                "https://exa%6dple.com/              | '%' in its host",
                "https://example.com:4%343/          | '%' in its host",
                "https://[fe80::1%25eth0]/           | '%' in its host",
                "https://example.com/#               | fragment ('#') at index 20",
                "https://example.com#@localhost/     | fragment ('#') at index 19",
                "https://example.com\\@localhost/    | U+005C at index 19",
                "https://example.com/a\\b            | U+005C at index 21",
                "https:\\\\example.com/              | U+005C at index 6",
                "https://example.com/a b             | U+0020 at index 21",
                "https://exa\tmple.com/              | U+0009 at index 11",
                "https://example.com/\u0000x         | U+0000 at index 20",
                "https://example.com/\u0085x         | U+0085 at index 20",
                "https://example.com/\u007fx         | U+007F at index 20",
                "https://example.com/\u00a0x         | U+00A0 at index 20",
                "https://example.com/\u2028x         | U+2028 at index 20",
                "https://example.com/\ud83d          | U+D83D at index 20",
                "https://example.com:/               | port ''",
                "https://example.com:0/              | port '0'",
                "https://example.com:0443/           | port '0443'",
                "https://example.com:+443/           | port must be between",
                "https://example.com:65536/          | port '65536' must be between 1 and 65535",
                "https://example.com:443443/         | port '443443'",
                "https://example.com:99999999999/    | port '99999999999'",
                "https://example.com:443:443/        | port must be between",
                "https://example.com:４43/            | port must be between",
                "https://:443/                       | must be a host",
                "https://[::1/                       | must be a host",
                "https://::1/                        | must be a host",
                "https://[::1]example.com/           | must be a host",
                "https://a[::1]/                     | must be a host",
                "https://[]/                         | host '[]' is neither",
                "https://[example.com]/              | host '[example.com]' is neither",
                "https://[::ffff:127.1]/             | host '[::ffff:127.1]' is neither",
                "https://[1:2:3:4:5:6:7:8:9]/        | is neither",
            })
    void aUrlThatLeavesRoomForDoubtIsRefused(String url, String message) {
        assertThatThrownBy(() -> STRICT.accept(url))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" https://example.com/", "https://example.com/ ", "https://example.com/\n", "\thttps://a.com/"})
    void spaceAroundAUrlIsRefused(String url) {
        assertThatThrownBy(() -> STRICT.accept(url)).hasMessageContaining("must be percent-encoded");
    }

    @Test
    void theLengthIsBoundedAsEnteredAndAsStored() {
        String start = "https://example.com/";
        String longest = start + "a".repeat(2048 - start.length());
        assertThat(STRICT.accept(longest).value()).hasSize(2048);
        assertThatThrownBy(() -> STRICT.accept(longest + "a"))
                .hasMessage("URL has 2049 characters, at most 2048 are allowed");
        assertThatThrownBy(() -> STRICT.accept(start + "ü".repeat(400)))
                .hasMessage("URL has 2420 characters once percent-encoded, at most 2048 are allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com:443/             | http is not allowed",
                "https://example.com:80/             | port 80 is not allowed; use one of [443, 8443]",
                "https://example.com:444/            | port 444 is not allowed",
                "https://8.8.8.8/                    | host 8.8.8.8 is an address; use a host name",
                "https://[2606:4700::1111]/          | host 2606:4700::1111 is an address",
                "https://localhost/                  | has no dot",
                "https://metadata/                   | has no dot",
                "https://com/                        | has no dot",
                "https://a.localhost/                | special-use name",
                "https://printer.local/              | special-use name",
                "https://metadata.google.INTERNAL/   | special-use name",
                "https://a.test/                     | special-use name",
                "https://www.example/                | special-use name",
                "https://a.invalid/                  | special-use name",
                "https://a.onion/                    | special-use name",
                "https://a.alt/                      | special-use name",
                "https://nas.home.arpa/              | special-use name",
                "https://1.0.0.127.in-addr.arpa/     | special-use name",
                "https://git.corp/                   | special-use name",
                "https://a.lan/                      | special-use name",
                "https://localhost.localdomain/      | special-use name",
            })
    void theStrictPolicyRefuses(String url, String message) {
        assertThatThrownBy(() -> STRICT.accept(url))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "http://8.8.8.8/, http://8.8.8.8/",
        "http://[2606:4700:0:0:0:0:0:1111]/, http://[2606:4700::1111]/",
        "http://[2606:4700::ABCD]/, http://[2606:4700::abcd]/",
        "http://[::ffff:8.8.8.8]/, http://8.8.8.8/",
        "http://[::ffff:808:808]/, http://8.8.8.8/",
    })
    void aPublicLiteralIsAcceptedWhereLiteralsAre(String entered, String stored) {
        assertThat(LITERALS.accept(entered).value()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://0.0.0.0/",
                "http://255.255.255.255/",
                "http://[::]/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[::127.0.0.1]/",
                "http://[fe80::1]/",
                "http://[2002:7f00:1::]/"
            })
    void aLiteralThatIsNotPublicIsRefusedAtOnce(String url) {
        assertThatThrownBy(() -> LITERALS.accept(url)).hasMessageContaining("is not public");
    }

    @Test
    void eachAllowanceAllowsOneThingMore() {
        assertThatCode(() -> STRICT.allowHttp().accept("http://example.com/")).doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowPorts(1, 65535).accept("https://example.com:1/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowPorts(1, 65535).accept("https://example.com:65535/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowPorts(1).accept("https://example.com/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowAnyPort().accept("https://example.com:9/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowIpLiterals().accept("https://8.8.8.8/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowLocalHosts().accept("https://localhost/"))
                .doesNotThrowAnyException();
        assertThatCode(() -> STRICT.allowLocalHosts().accept("https://a.internal/"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> STRICT.allowLocalHosts().accept("https://127.0.0.1/"))
                .hasMessageContaining("is an address");
        assertThatThrownBy(() -> STRICT.allowAnyPort().accept("http://example.com/"))
                .hasMessageContaining("http is not allowed");
    }

    @Test
    void allowancesAddUpAndLeaveTheirOriginAlone() {
        AddressPolicy all = STRICT.allowRange(Cidr.parse("10.0.0.0/8"))
                .allowRange(Cidr.parse("127.0.0.1"))
                .allowLocalHosts()
                .allowIpLiterals()
                .allowPorts(9000)
                .allowHttp();
        assertThat(all)
                .hasToString("AddressPolicy[http=true, ports=[80, 443, 8443, 9000], ipLiterals=true, localHosts=true,"
                        + " ranges=[10.0.0.0/8, 127.0.0.1/32]]");
        assertThat(all.allowAnyPort()
                        .allowHttp()
                        .allowPorts(1)
                        .allowLocalHosts()
                        .allowIpLiterals()
                        .allowRange())
                .hasToString("AddressPolicy[http=true, ports=any, ipLiterals=true, localHosts=true,"
                        + " ranges=[10.0.0.0/8, 127.0.0.1/32]]");
        assertThat(STRICT)
                .hasToString("AddressPolicy[http=false, ports=[443, 8443], ipLiterals=false, localHosts=false,"
                        + " ranges=[]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void aPortThatDoesNotExistIsRefused(int port) {
        assertThatThrownBy(() -> STRICT.allowPorts(443, port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port " + port + " must be between 1 and 65535");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com/              | http is not allowed",
                "https://example.com:9000/        | port 9000",
                "https://127.0.0.1/               | is an address",
                "https://127.1/                   | ends in a number",
                "https://2130706433/              | ends in a number",
                "https://user:secret@example.com/ | user-info",
                "https://example.com/#x           | fragment",
                "https://example.com./            | ends in a full stop",
                "https://localhost/               | has no dot",
                "https://a.internal/              | special-use name",
            })
    void aStoredUrlIsJudgedAgain(String stored, String reason) {
        assertThat(STRICT.refusal(EndpointUrl.of(stored)))
                .hasValueSatisfying(r -> assertThat(r).contains(reason));
    }

    @Test
    void anAddressMustBePublicOrInAnAllowedRange() {
        assertThat(STRICT.refusal(PUBLIC, List.of())).isEmpty();
        assertThat(STRICT.refusal(PRIVATE, List.of()))
                .contains("address 10.1.2.3 is not public: private use (10.0.0.0/8, RFC 1918)");
        AddressPolicy intranet = STRICT.allowRange(Cidr.parse("10.1.0.0/16"));
        assertThat(intranet.refusal(PRIVATE, List.of())).isEmpty();
        assertThat(intranet.refusal(TestAddresses.mapped("10.1.2.3"), List.of()))
                .isEmpty();
        assertThat(intranet.refusal(TestAddresses.of("10.2.0.0"), List.of())).isPresent();
        assertThat(intranet.refusal(PUBLIC, List.of())).isEmpty();
    }

    @Test
    void anAllowlistNarrowsAndNeverWidens() {
        List<Cidr> allowlist = List.of(Cidr.parse("8.8.8.0/24"), Cidr.parse("10.0.0.0/8"));
        assertThat(STRICT.refusal(PUBLIC, allowlist)).isEmpty();
        assertThat(STRICT.refusal(TestAddresses.mapped("8.8.8.8"), allowlist)).isEmpty();
        assertThat(STRICT.refusal(TestAddresses.of("8.8.4.4"), allowlist))
                .contains("address 8.8.4.4 is not in the endpoint's allowlist");
        assertThat(STRICT.refusal(PRIVATE, allowlist))
                .hasValueSatisfying(r -> assertThat(r).contains("not public"));
        AddressPolicy intranet = STRICT.allowRange(Cidr.parse("10.0.0.0/8"));
        assertThat(intranet.refusal(PRIVATE, allowlist)).isEmpty();
        assertThat(intranet.refusal(PRIVATE, List.of(Cidr.parse("10.2.0.0/16"))))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1234/", "https://127.0.0.1:1/", "http://[::1]:8080/", "http://10.0.0.1/",
                "http://172.31.255.255/", "http://192.168.0.1/", "http://[fd00::1]/", "http://hooks.test/"
            })
    void thePolicyForTestsReachesTheOwnMachineAndNetwork(String url) {
        AddressPolicy policy = AddressPolicy.unsafeForTests();
        assertThat(policy.refusal(policy.accept(url))).isEmpty();
    }

    @Test
    void notEvenThePolicyForTestsReachesCloudMetadata() {
        assertThatThrownBy(() -> AddressPolicy.unsafeForTests().accept("http://169.254.169.254/"))
                .hasMessageContaining("cloud metadata");
    }

    @Test
    void messagesShowNeitherCredentialsNorPathNorQuery() {
        for (String url : List.of(
                "https://secret:secret@example.com/secret?secret",
                "https://user:secret/more@example.com/",
                "https://user:9secret?more@example.com/",
                "https://:secret/more@example.com/",
                "https://[secret]secret/more@example.com/",
                "https://localhost/secret?secret",
                "https://example.com:1/secret",
                "https://example.com/secret#secret",
                "https://127.1/secret",
                "ftp://secret@example.com/secret",
                "https://example.com/secret secret")) {
            assertThatThrownBy(() -> STRICT.accept(url)).hasMessageNotContaining("secret");
        }
    }

    @Test
    @Tag("sweep")
    void whateverIsAcceptedIsPrintableAsciiThatParsesToItself() {
        Random random = new Random(42);
        String alphabet = "aZ0.:/?@%#[]-_~!&=;,+'\"<>{}|^`\\ \t\u00e9\u0430\u3002\uff0e\u200d\u4e2d";
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "http://a.com/" : "http://b.c");
            for (int length = random.nextInt(8); length > 0; length--) {
                url.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                EndpointUrl stored = LITERALS.accept(url.toString());
                accepted++;
                assertThat(stored.value()).matches("http://[!-~&&[^@%\\\\]]+?/[!-~]*");
                assertThat(LITERALS.accept(stored.value())).isEqualTo(stored);
                assertThat(LITERALS.refusal(stored)).isEmpty();
            } catch (InvalidUrlException e) {
                assertThat(e.getMessage()).matches("[ -~]+");
            }
        }
        assertThat(accepted).isGreaterThan(2_000);
    }
}
