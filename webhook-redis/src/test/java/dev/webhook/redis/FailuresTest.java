package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.store.StoreUnavailableException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

class FailuresTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "OOM command not allowed when used memory > 'maxmemory'. script: 4a2, on @user_script:12.",
                "ERR Error running script (call to f_4a2): @user_script:12: @user_script: 12: -OOM command not allowed",
                "READONLY You can't write against a read only replica.",
                "ERR Error running script (call to f_4a2): @user_script:9: -READONLY You can't write against a read only",
                "CLUSTERDOWN The cluster is down",
                "ERR Script attempted to access a non local key in a cluster node script: 4a2, on @user_script:26.",
                "BUSY Redis is busy running a script.",
                "MISCONF Redis is configured to save RDB snapshots",
                "NOAUTH Authentication required.",
                "ERR max number of clients reached"
            })
    void aServerThatTakesNoWorkNowIsUnavailable(String message) {
        assertThatThrownBy(() -> Failures.translated(() -> {
                    throw new JedisDataException(message);
                }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("Redis can't be reached or takes no work now: " + message);
    }

    @Test
    void aServerThatFindsFaultIsNot() {
        assertThatThrownBy(() -> Failures.translated(() -> {
                    throw new JedisDataException("WRONGTYPE Operation against a key holding the wrong kind of value");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Redis finds fault with a command: WRONGTYPE");
    }

    @Test
    void aServerThatCannotBeReachedIsUnavailableAndTheCauseSaysWhy() {
        assertThatThrownBy(() -> Failures.translated(() -> {
                    throw new JedisConnectionException("no connection", new ConnectException("refused"));
                }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageEndingWith("no connection: refused");
        assertThatThrownBy(() -> Failures.translated(() -> {
                    throw new JedisException("Could not get a resource from the pool");
                }))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatSucceedsIsReturned() {
        assertThat(Failures.<String>translated(() -> "answer")).isEqualTo("answer");
    }
}
