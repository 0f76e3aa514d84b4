package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    private static final EndpointUrl URL = EndpointUrl.of("https://hooks.example.com/");
    private static final EndpointUrl HTTP_URL = EndpointUrl.of("http://hooks.example.com/");
    private static final InetSocketAddress PUBLIC = target("93.184.215.14");
    private static final InetSocketAddress PRIVATE = target("10.0.0.1");
    private static final Proxy PROXY = new Proxy(Proxy.Type.HTTP, PRIVATE);

    private final List<String> lookedUp = new ArrayList<>();
    private final List<InetAddress> addresses = new ArrayList<>();
    private final Lookups lookups = new Lookups(
            host -> {
                lookedUp.add(host);
                return List.copyOf(addresses);
            },
            1);

    @AfterEach
    void close() {
        lookups.close();
    }

    @Test
    void theAddressesOfAHostAreThoseThatWereLookedUp() throws Exception {
        hasAddresses("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c");

        assertThat(gate().addresses("hooks.example.com", attempt(URL))).isEqualTo(addresses);

        assertThat(lookedUp).containsExactly("hooks.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1, 10.0.0.1",
        "93.184.215.14, 127.0.0.1, 127.0.0.1",
        "169.254.169.254, 93.184.215.14, 169.254.169.254",
    })
    void oneForbiddenAddressBlocksTheWholeHost(String first, String second, String named) {
        hasAddresses(first, second);

        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().addresses("hooks.example.com", attempt(URL)))
                .satisfies(blocked -> assertThat(blocked.reason())
                        .isEqualTo(blocked.getMessage())
                        .contains(named, "is not public"));
    }

    @Test
    void anAddressOutsideOfTheAllowlistIsBlocked() throws Exception {
        hasAddresses("93.184.215.14");

        assertThat(gate().addresses("hooks.example.com", attempt(URL, "93.184.215.0/24")))
                .isEqualTo(addresses);
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().addresses("hooks.example.com", attempt(URL, "203.0.113.0/24")))
                .withMessageContaining("not in the endpoint's allowlist");
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().requireAllowed(PUBLIC, attempt(URL, "203.0.113.0/24")))
                .withMessageContaining("not in the endpoint's allowlist");
    }

    @Test
    void aHostWhoseUrlIsForbiddenIsNotEvenLookedUp() {
        hasAddresses("93.184.215.14");

        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().addresses("hooks.example.com", attempt(HTTP_URL)))
                .withMessageContaining("http is not allowed");

        assertThat(lookedUp).isEmpty();
    }

    @Test
    void whatIsDialledIsJudgedAgain() {
        assertThatCode(() -> gate().requireAllowed(PUBLIC, attempt(URL))).doesNotThrowAnyException();
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().requireAllowed(PRIVATE, attempt(URL)))
                .withMessageContaining("10.0.0.1 is not public");
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> gate().requireAllowed(PUBLIC, attempt(HTTP_URL)))
                .withMessageContaining("http is not allowed");
    }

    @Test
    void eachAddressGetsAnEqualShareOfTheTimeThatIsLeft() throws Exception {
        hasAddresses("93.184.215.14", "93.184.215.15", "93.184.215.16", "93.184.215.17");
        Attempt attempt = attempt(URL);

        gate().addresses("hooks.example.com", attempt);

        assertThat(attempt.nextDialMillis()).isBetween(1, 15_000);
        assertThat(attempt.nextDialMillis()).isBetween(1, 20_000);
    }

    @Test
    void throughAProxyTheProxysOwnAddressIsNotJudged() throws Exception {
        hasAddresses("10.0.0.1");

        assertThat(proxied().addresses("proxy", attempt(URL))).isEqualTo(addresses);
        assertThatCode(() -> proxied().requireAllowed(PRIVATE, attempt(URL))).doesNotThrowAnyException();
    }

    @Test
    void throughAProxyTheUrlIsJudged() {
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> proxied().addresses("proxy", attempt(HTTP_URL)));
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> proxied().requireAllowed(PRIVATE, attempt(HTTP_URL)));
    }

    @Test
    void throughAProxyAnEndpointWithAnAllowlistIsBlocked() {
        Attempt restricted = attempt(URL, "93.184.215.0/24");

        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> proxied().addresses("proxy", restricted))
                .withMessageContaining("can't be kept through a proxy");
        assertThatExceptionOfType(BlockedException.class)
                .isThrownBy(() -> proxied().requireAllowed(PUBLIC, restricted));
    }

    @Test
    void connectionsAreSharedByCallsOfOneGateWithTheSameAllowlist() {
        Gate gate = gate();
        GatedDns dns = new GatedDns(gate, attempt(URL, "93.184.215.0/24"));
        GatedDns same = new GatedDns(gate, attempt(HTTP_URL, "93.184.215.0/24"));

        assertThat(dns).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(dns)
                .isNotEqualTo(new GatedDns(gate, attempt(URL)))
                .isNotEqualTo(new GatedDns(gate, attempt(URL, "93.184.215.0/25")))
                .isNotEqualTo(new GatedDns(gate(), attempt(URL, "93.184.215.0/24")))
                .isNotEqualTo("dns");
        assertThat(Stream.of(dns, new GatedDns(gate, attempt(URL)), new GatedDns(gate(), attempt(URL)))
                        .map(Object::hashCode))
                .doesNotHaveDuplicates();
    }

    @Test
    void aLookUpFailsAsTheClientExpectsItAndKeepsItsCause() {
        hasAddresses("10.0.0.1");

        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> new GatedDns(gate(), attempt(URL)).lookup("hooks.example.com"))
                .withCauseInstanceOf(BlockedException.class);
    }

    @Test
    void aHostWithoutAddressIsReportedAsItIs() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> new GatedDns(gate(), attempt(URL)).lookup("hooks.example.com"))
                .withMessage("hooks.example.com");
    }

    @Test
    void aLookUpReturnsTheAddresses() throws Exception {
        hasAddresses("93.184.215.14");

        assertThat(new GatedDns(gate(), attempt(URL)).lookup("hooks.example.com"))
                .isEqualTo(addresses);
    }

    private void hasAddresses(String... literals) {
        Stream.of(literals).map(TestAddresses::of).forEach(addresses::add);
    }

    private Gate gate() {
        return new Gate(AddressPolicy.strict(), lookups, Proxy.NO_PROXY);
    }

    private Gate proxied() {
        return new Gate(AddressPolicy.strict(), lookups, PROXY);
    }

    private static Attempt attempt(EndpointUrl url, String... allowlist) {
        return new Attempt(
                HttpRequest.to(url)
                        .timeout(Duration.ofMinutes(1))
                        .allowlist(Stream.of(allowlist).map(Cidr::parse).toList())
                        .build(),
                new OpenSockets());
    }

    private static InetSocketAddress target(String literal) {
        return new InetSocketAddress(TestAddresses.of(literal), 443);
    }
}
