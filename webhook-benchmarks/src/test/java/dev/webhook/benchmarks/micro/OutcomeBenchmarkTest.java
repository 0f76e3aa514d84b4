package dev.webhook.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.benchmarks.micro.OutcomeBenchmark.Answer;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.FailureReason;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void eachAnswerHasItsDecision(Answer answer) {
        OutcomeBenchmark benchmark = new OutcomeBenchmark();
        benchmark.answer = answer;
        benchmark.prepare();

        assertThat(benchmark.decide())
                .isEqualTo(
                        switch (answer) {
                            case OK_200 -> new Decision.Succeed();
                            case BAD_REQUEST_400 -> new Decision.GiveUp(FailureReason.PERMANENT);
                            case ERROR_500, TIMEOUT -> new Decision.Retry(Duration.ofSeconds(10));
                            case BUSY_503_SECONDS, BUSY_429_DATE -> new Decision.Retry(Duration.ofMinutes(2));
                        });
    }
}
