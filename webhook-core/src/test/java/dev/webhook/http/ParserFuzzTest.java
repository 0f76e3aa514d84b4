package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Mutants;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that are right, nearly right or nothing, for each parser of this package; the seeds are fixed. */
@Tag("sweep")
@Timeout(60)
class ParserFuzzTest {

    private static final AddressPolicy POLICY =
            AddressPolicy.strict().allowHttp().allowAnyPort().allowIpLiterals().allowLocalHosts();
    private static final EndpointUrl TO = EndpointUrl.of("https://example.com/");
    private static final List<String> URLS = List.of(
            "https://hooks.example.com/in?secret=canary",
            "http://example.com:8080/canary",
            "https://[2606:4700::1111]:8443/canary",
            "https://[2001:470:3:4:5:6:7:8]/canary",
            "https://8.8.8.8/canary?a=b%20c",
            "HTTPS://B\u00fccher.example/canary",
            "https://xn--bcher-kva.example/%E2%82%AC/canary");
    private static final List<DateTimeFormatter> DATES = List.of(
            format("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
            format("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
            format("EEE MMM ppd HH:mm:ss yyyy"));

    private final Random random = new Random(20_261_127);

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** What is accepted is read alike by another parser; what isn't is refused in plain words. */
    @Test
    void twoParsersSeeOneHostInAUrl() throws MalformedURLException {
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String entered = Mutants.of(URLS.get(random.nextInt(URLS.size())), random);
            try {
                EndpointUrl url = POLICY.accept(entered);
                accepted++;
                URL other = new URL(url.value());
                assertThat(other.getHost()).as(entered).isIn(url.host(), "[" + url.host() + "]");
                assertThat(other.getPort() < 0 ? other.getDefaultPort() : other.getPort())
                        .as(entered)
                        .isEqualTo(url.port());
                assertThat(other.getUserInfo()).as(entered).isNull();
                assertThat(EndpointUrl.of(url.value())).isEqualTo(url);
                assertThat(POLICY.accept(url.value())).isEqualTo(url);
                assertThat(url.toString()).endsWith("/...");
            } catch (InvalidUrlException e) {
                assertThat(e.getMessage()).as(entered).matches("[ -~]{1,500}");
            }
        }
        assertThat(accepted).isBetween(4_000, 16_000);
    }

    @Test
    void whatIsStoredIsReadBackOrRefused() {
        for (int i = 0; i < 5_000; i++) {
            String stored = Mutants.of(
                    POLICY.accept(URLS.get(random.nextInt(URLS.size()))).value(), random);
            try {
                assertThat(EndpointUrl.of(stored).value()).isEqualTo(stored);
                POLICY.refusal(EndpointUrl.of(stored));
            } catch (InvalidUrlException e) {
                assertThat(e.getMessage()).as(stored).matches("[ -~]{1,500}");
            }
        }
    }

    @Test
    void aHeaderPassesIfEachOfItsCharactersMay() {
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            String name = Mutants.of("X-1a", random);
            String value = Mutants.of("acme corp; \tno=1", random);
            boolean token = !name.isEmpty() && name.chars().allMatch(ParserFuzzTest::isTokenCharacter);
            boolean printable = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
            assertThat(isSent(name, value)).as("%s: %s", name, value).isEqualTo(token && printable);

            boolean small = name.length() <= 128 && value.length() <= 4_096;
            boolean stripped = value.strip().equals(value);
            boolean custom = isCustom(name, value);
            assertThat(custom).as("%s: %s", name, value).isEqualTo(token && printable && small && stripped);
            accepted += custom ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 9_000);
    }

    /** RFC 9110, 5.6.2. */
    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    private static boolean isSent(String name, String value) {
        try {
            return HttpRequest.to(TO).header(name, value).build().headers().equals(Map.of(name, value));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isCustom(String name, String value) {
        try {
            return CustomHeaders.of(Map.of(name, value)).asMap().equals(Map.of(name, value));
        } catch (IllegalArgumentException e) {
            assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
            return false;
        }
    }

    @Test
    void aDateIsTheTimeUntilThenInAllThreeForms() {
        for (int i = 0; i < 10_000; i++) {
            Instant now = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(2_000_000_000));
            long seconds = random.nextBoolean() ? random.nextInt(200_000) - 50_000L : random.nextInt() / 2;
            String value = DATES.get(random.nextInt(DATES.size())).format(now.plusSeconds(seconds));

            assertThat(RetryAfter.parse(value, now)).as(value + " at " + now).contains(clamped(seconds));
            RetryAfter.parse(Mutants.of(value, random), now)
                    .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, RetryAfter.MAX));
        }
    }

    @Test
    void secondsAreTheNumberWithinBounds() {
        for (int i = 0; i < 10_000; i++) {
            BigInteger seconds = new BigInteger(random.nextInt(80), random);
            BigInteger signed = random.nextInt(4) == 0 ? seconds.negate() : seconds;
            BigInteger most = BigInteger.valueOf(RetryAfter.MAX.toSeconds());

            assertThat(RetryAfter.parse(" " + signed, Instant.EPOCH))
                    .contains(clamped(signed.min(most).max(BigInteger.ZERO).longValueExact()));
        }
    }

    private static Duration clamped(long seconds) {
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, RetryAfter.MAX.toSeconds())));
    }

    @Test
    void aRangeReadsBackOrIsRefused() {
        List<String> ranges = List.of("10.0.0.0/8", "2001:db8::/32", "::1/128", "0.0.0.0/0", "203.0.113.7");
        for (int i = 0; i < 10_000; i++) {
            String text = Mutants.of(ranges.get(random.nextInt(ranges.size())), random);
            try {
                Cidr range = Cidr.parse(text);
                assertThat(Cidr.parse(range.toString())).isEqualTo(range);
                assertThat(range.contains(range.network())).isTrue();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as(text).matches("[ -~]{1,500}");
            }
        }
    }
}
