package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code cases/addresses.jsonl}, for an operator who permits http, port 80 and literals, nothing private. */
class AddressCasesTest {

    private static final AddressPolicy POLICY =
            AddressPolicy.strict().allowHttp().allowIpLiterals();
    private static final HostResolver PUBLIC = host -> List.of(TestAddresses.of("93.184.215.14"));

    record Case(String url, String verdict) {}

    static List<Case> cases() throws IOException {
        try (InputStream lines = AddressCasesTest.class.getResourceAsStream("/cases/addresses.jsonl");
                MappingIterator<Case> cases =
                        new JsonMapper().readerFor(Case.class).readValues(Objects.requireNonNull(lines))) {
            return cases.readAll();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVerdictIsAsGiven(Case line) throws IOException {
        assertThat(verdict(line.url())).as(line.url()).isEqualTo(line.verdict());
    }

    private static String verdict(String url) throws IOException {
        EndpointUrl accepted;
        try {
            accepted = POLICY.accept(url);
        } catch (InvalidUrlException e) {
            return "refused";
        }
        List<InetAddress> addresses =
                IpLiteral.parse(accepted.host()).map(List::of).orElse(List.of());
        for (InetAddress address : addresses.isEmpty() ? PUBLIC.resolve(accepted.host()) : addresses) {
            if (POLICY.refusal(address, List.of()).isPresent()) {
                return "refused";
            }
        }
        return POLICY.refusal(accepted).isEmpty() ? "allowed" : "refused";
    }
}
