package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.testkit.contract.CircuitBreakerContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The contract of circuit breakers, on whichever Redis. */
abstract class CircuitsOnRedis extends CircuitBreakerContract {

    private final TestRedis redis;

    CircuitsOnRedis(TestRedis redis) {
        this.redis = redis;
    }

    @AfterEach
    void everyCircuitGoesByItself() {
        assertThat(redis.keys()).allMatch(key -> redis.jedis().pttl(key) > 0);
        redis.close();
    }

    @Override
    protected CircuitBreaker breaker(CircuitPolicy policy) {
        return redis.webhooks().circuitBreaker(policy);
    }

    @Override
    protected void advance(Duration time) {
        redis.clock().advance(time);
    }
}
