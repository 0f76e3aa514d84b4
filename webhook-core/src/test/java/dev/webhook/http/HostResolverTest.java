package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HostResolverTest {

    @Test
    void theSystemResolverResolves() throws Exception {
        assertThat(HostResolver.system().resolve("127.0.0.1")).containsExactly(TestAddresses.of("127.0.0.1"));
    }

    @Test
    void anEmptyHostIsNotTheOwnMachine() {
        assertThatThrownBy(() -> HostResolver.system().resolve("")).isInstanceOf(UnknownHostException.class);
    }
}
