package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingBenchmarkTest {

    private final RoutingBenchmark benchmark = new RoutingBenchmark();

    @ParameterizedTest
    @CsvSource({"1,1", "100,5", "10000,500"})
    void everyTwentiethEndpointOfTheUserMatches(int endpoints, int matching) {
        benchmark.endpoints = endpoints;
        benchmark.register();

        assertThat(benchmark.allOfTheUser()).hasSize(matching).doesNotHaveDuplicates();
        assertThat(benchmark.oneOfTheUser()).hasSize(1);
    }
}
