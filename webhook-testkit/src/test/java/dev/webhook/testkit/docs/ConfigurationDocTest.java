package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.DispatcherBuilder;
import dev.webhook.EndpointSpec;
import dev.webhook.InvalidConfigurationException;
import dev.webhook.TimeSource;
import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HostResolver;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Signers;
import dev.webhook.testkit.RecordingDispatcher;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every option, default and range of {@code docs/configuration.md} and the README against the code. */
class ConfigurationDocTest {

    private static final String FILE = "docs/configuration.md";

    /** What an option that isn't set stands for: the field is null, and something else takes its place. */
    private static final Map<String, String> DERIVED = Map.of(
            "storage", "required",
            "accelerator", "none",
            "circuitBreaker", "the storage's",
            "transport", "an `OkHttpTransport`",
            "executor", "virtual threads, or threads made as needed",
            "serializer", "Jackson",
            "leaseDuration", "`maxTimeout` + 30 s");

    /** Options whose field has another name. */
    private static final Map<String, String> FIELDS = Map.of(
            "listener", "listeners",
            "addressPolicy", "policy",
            "responseBodyLimit", "bodyLimit",
            "customise", "customiser");

    private static final Map<String, Object> EXPRESSIONS = Map.of(
            "CircuitPolicy.defaults()", CircuitPolicy.defaults(),
            "AddressPolicy.strict()", AddressPolicy.strict(),
            "Signers.builtIn()", Signers.builtIn(),
            "TimeSource.system()", TimeSource.system().getClass(),
            "HostResolver.system()", HostResolver.system(),
            "Proxy.NO_PROXY", Proxy.NO_PROXY,
            "RetryPolicy.exponential()", RetryPolicy.exponential(),
            "Authentication.NONE", Authentication.NONE,
            "PayloadFormat.STANDARD_1", PayloadFormat.STANDARD_1);

    static List<Map<String, String>> dispatcherOptions() {
        return Docs.table(FILE, "dispatcher");
    }

    static List<Map<String, String>> readmeOptions() {
        return Stream.of("essentials", "frequent", "rare")
                .flatMap(table -> Docs.table("README.md", table).stream())
                .toList();
    }

    static List<Map<String, String>> circuitOptions() {
        return Docs.table(FILE, "circuit policy");
    }

    static List<Map<String, String>> transportOptions() {
        return Docs.table(FILE, "transport");
    }

    static List<Map<String, String>> rangedOptions() {
        return dispatcherOptions().stream()
                .filter(row -> row.get("range").contains(" to "))
                .toList();
    }

    @Test
    void everyOptionIsInItsTableAndNoOther() {
        assertThat(named(dispatcherOptions())).isEqualTo(settersOf(DispatcherBuilder.class));
        assertThat(named(circuitOptions())).isEqualTo(settersOf(CircuitPolicy.Builder.class));
        assertThat(named(transportOptions())).isEqualTo(settersOf(OkHttpTransport.Builder.class));
        assertThat(named(Docs.table(FILE, "endpoint"))).isEqualTo(settersOf(EndpointSpec.class));
        assertThat(named(Docs.table(FILE, "address policy"))).isEqualTo(settersOf(AddressPolicy.class));
        assertThat(readmeOptions()).extracting(ConfigurationDocTest::option).doesNotHaveDuplicates();
    }

    private static Set<String> named(List<Map<String, String>> rows) {
        Set<String> names = new TreeSet<>();
        rows.forEach(row -> assertThat(names.add(option(row))).as(option(row)).isTrue());
        return names;
    }

    /** Returns the names of the methods that return the builder itself, or another policy. */
    private static Set<String> settersOf(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() == type && method.getReturnType() == type)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource({"dispatcherOptions", "readmeOptions"})
    void theDispatchersDefaultsAreThese(Map<String, String> row) throws Exception {
        assertDefault(row, WebhookDispatcher.builder());
    }

    @ParameterizedTest
    @MethodSource("circuitOptions")
    void theCircuitPolicysDefaultsAreThese(Map<String, String> row) throws Exception {
        assertDefault(row, CircuitPolicy.builder());
    }

    @ParameterizedTest
    @MethodSource("transportOptions")
    void theTransportsDefaultsAreThese(Map<String, String> row) throws Exception {
        if (!option(row).equals("customise")) {
            assertDefault(row, OkHttpTransport.builder());
        }
    }

    private static void assertDefault(Map<String, String> row, Object builder) throws Exception {
        String option = option(row);
        Field field = field(builder.getClass(), option);
        Object value = field.get(builder);
        if (value == null) {
            assertThat(row.get("default")).as(option).isEqualTo(DERIVED.get(option));
        } else {
            assertThat(comparable(value)).as(option).isEqualTo(read(row.get("default"), value));
        }
    }

    private static Field field(Class<?> type, String option) throws Exception {
        boolean own = Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(option));
        Field field = type.getDeclaredField(own ? option : FIELDS.get(option));
        field.setAccessible(true);
        return field;
    }

    private static Object comparable(Object value) {
        return value instanceof TimeSource ? value.getClass() : value;
    }

    private static @Nullable Object read(String cell, Object like) {
        if (like instanceof Collection<?> || like instanceof Map<?, ?> || like instanceof OptionalInt) {
            assertThat(cell).isIn("none", "no limit");
            return like instanceof OptionalInt ? OptionalInt.empty() : like instanceof Set<?> ? Set.of() : List.of();
        }
        if (like instanceof Duration) {
            return Shown.duration(cell);
        }
        if (like instanceof Integer) {
            return Shown.number(cell);
        }
        if (like instanceof Boolean) {
            return Boolean.valueOf(cell);
        }
        return like instanceof String ? Docs.code(cell) : EXPRESSIONS.get(Docs.code(cell));
    }

    @Test
    void theLeaseIsDerivedFromTheTimeout() throws Exception {
        Method lease = DispatcherBuilder.class.getDeclaredMethod("lease");
        lease.setAccessible(true);

        assertThat(lease.invoke(WebhookDispatcher.builder().maxTimeout(Duration.ofSeconds(40))))
                .isEqualTo(Duration.ofSeconds(70));
    }

    @ParameterizedTest
    @MethodSource("rangedOptions")
    void aDispatchersOptionHasTheRangeThatTheTableSays(Map<String, String> row) throws Exception {
        String[] ends = row.get("range").split(" to ", -1);
        if (Shown.isDuration(ends[0])) {
            assertAccepted(option(row), Shown.duration(ends[0]));
            assertAccepted(option(row), Shown.duration(ends[1]));
            assertRefused(option(row), Shown.duration(ends[0]).minusMillis(1));
            assertRefused(option(row), Shown.duration(ends[1]).plusMillis(1));
        } else {
            assertAccepted(option(row), Shown.number(ends[0]));
            assertAccepted(option(row), Shown.number(ends[1]));
            assertRefused(option(row), Shown.number(ends[0]) - 1);
            assertRefused(option(row), Shown.number(ends[1]) + 1);
        }
    }

    private static void assertAccepted(String option, Object value) throws Exception {
        DispatcherBuilder builder = with(option, value);
        assertThatCode(() -> builder.build().close()).as("%s %s", option, value).doesNotThrowAnyException();
    }

    private static void assertRefused(String option, Object value) throws Exception {
        DispatcherBuilder builder = with(option, value);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .as("%s %s", option, value)
                .isThrownBy(builder::build)
                .withMessageContaining(option);
    }

    private static DispatcherBuilder with(String option, Object value) throws Exception {
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(InMemoryStorage.create())
                .circuitPolicy(
                        CircuitPolicy.builder().probeTime(Duration.ofHours(1)).build());
        Method setter = Arrays.stream(DispatcherBuilder.class.getMethods())
                .filter(method -> method.getName().equals(option))
                .findFirst()
                .orElseThrow();
        try {
            setter.invoke(builder, value);
        } catch (InvocationTargetException e) {
            throw new AssertionError(option + " must not fail before build()", e);
        }
        return builder;
    }

    @Test
    void anEndpointsDefaultsAreThese() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            Endpoint endpoint =
                    webhooks.dispatcher().endpoints().register(1, EndpointSpec.url("https://example.com/hooks"));
            List<String> checked = new ArrayList<>();
            for (Map<String, String> row : Docs.table(FILE, "endpoint")) {
                Object value = settings(endpoint).get(option(row));
                if (value != null) {
                    assertThat(value).as(option(row)).isEqualTo(read(row.get("default"), value));
                    checked.add(option(row));
                }
            }
            assertThat(checked)
                    .containsExactlyInAnyOrderElementsOf(settings(endpoint).keySet());
        }
    }

    private static Map<String, Object> settings(Endpoint endpoint) {
        return Map.of(
                "enabled", endpoint.settings().enabled(),
                "timeout", endpoint.settings().timeout(),
                "retryPolicy", endpoint.settings().retryPolicy(),
                "ipAllowlist", endpoint.settings().ipAllowlist(),
                "authentication", endpoint.settings().authentication(),
                "rateLimitPerMinute", endpoint.settings().rateLimitPerMinute(),
                "maxInFlight", endpoint.settings().maxInFlight(),
                "payloadFormat", endpoint.settings().payloadFormat(),
                "subscribe", endpoint.subscriptions());
    }

    @Test
    void theStrictAddressPolicyAllowsWhatThePageSays() {
        assertThat(String.join("\n", Docs.lines(Docs.ROOT.resolve(FILE))))
                .contains("`" + AddressPolicy.strict() + "`")
                .contains("`" + AddressPolicy.unsafeForTests() + "`");
    }

    private static String option(Map<String, String> row) {
        return Docs.code(row.get("option"));
    }
}
