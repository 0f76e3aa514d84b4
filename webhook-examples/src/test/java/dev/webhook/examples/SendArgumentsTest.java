package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.signing.SigningScheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendArgumentsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void theStandardSchemeIsTheDefault() throws Exception {
        SendArguments parsed = SendArguments.parse(
                "--data", "{}", "--type", "a.b", "--secret", SECRET, "--url", "https://example.com/in");

        assertThat(parsed.scheme()).isEqualTo(SigningScheme.STANDARD);
        assertThat(parsed.secret().reveal()).isEqualTo(SECRET);
        assertThat(parsed.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --url    | ftp://example.com/in | --url: URL must
                    --url    | https://user:pass@example.com/in | --url:
                    --url    | https://10.0.0.1/in | --url: host 10.0.0.1 is an address
                    --secret | whsec_c2hvcnQ= | --secret:
                    --secret | no prefix | --secret:
                    --type   | a..b | --type: event type 'a..b'
                    --data   | {'a': 1} | --data: event data is not JSON
                    --scheme | hmac | --scheme must be one of ed25519, github, standard, stripe
                    """)
    void eachValueIsChecked(String option, String value, String mistake) {
        assertThatThrownBy(() -> SendArguments.parse(with(option, value)))
                .isInstanceOf(SendArguments.BadArgumentsException.class)
                .hasMessageStartingWith(mistake)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("user:pass")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void allMistakesAreToldTogether() throws Exception {
        Ran ran = Ran.of(SendWebhook::run, "--url", "http://localhost", "--scheme", "x", "--verbose", "--data");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("argument 5 is no option", "--data has no value", "--scheme must be", "--url: ")
                .contains("--secret is missing", "--type is missing", "usage: SendWebhook");
    }

    @ParameterizedTest
    @CsvSource({SECRET, "--secret=" + SECRET, "--" + SECRET})
    void aMisplacedSecretIsNotShown(String argument) throws Exception {
        Ran ran = Ran.of(SendWebhook::run, argument);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("argument 1 is no option").doesNotContain(SECRET);
    }

    @Test
    void anOptionIsGivenOnce() {
        String[] twice = with("--type", "a.b");
        List<String> arguments = new ArrayList<>(List.of(twice));
        arguments.addAll(List.of("--type", "c.d"));

        assertThatThrownBy(() -> SendArguments.parse(arguments.toArray(String[]::new)))
                .hasMessage("--type is given twice");
    }

    /** Returns good arguments, except for one option. */
    private static String[] with(String option, String value) {
        List<String> arguments = new ArrayList<>();
        List.of(
                        List.of("--url", "https://example.com/in"),
                        List.of("--secret", SECRET),
                        List.of("--type", "a.b"),
                        List.of("--data", "{}"),
                        List.of("--scheme", "standard"))
                .forEach(good -> {
                    arguments.add(good.get(0));
                    arguments.add(good.get(0).equals(option) ? value : good.get(1));
                });
        return arguments.toArray(String[]::new);
    }
}
