package dev.webhook.examples;

import dev.webhook.event.EventDataCheck;
import dev.webhook.event.EventType;
import dev.webhook.http.AddressPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningScheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link SendWebhook}, checked. Immutable and thread-safe.
 *
 * @param url where to send to, which {@code policy} allows
 * @param secret what to sign with, which fits {@code scheme}
 * @param type the event's type
 * @param data the event's data, as JSON
 * @param scheme how to sign
 * @param policy which addresses may be sent to
 */
record SendArguments(String url, Secret secret, String type, String data, SigningScheme scheme, AddressPolicy policy) {

    static final String USAGE = """
            usage: SendWebhook --url URL --secret SECRET --type TYPE --data JSON
                               [--scheme standard|ed25519|github|stripe] [--allow-private]""";

    private static final Map<String, SigningScheme> SCHEMES = new TreeMap<>(Map.of(
            "standard", SigningScheme.STANDARD,
            "ed25519", SigningScheme.ED25519,
            "github", SigningScheme.GITHUB,
            "stripe", SigningScheme.STRIPE));

    private static final Set<String> OPTIONS = Set.of("--url", "--secret", "--type", "--data", "--scheme");
    private static final String ALLOW_PRIVATE = "--allow-private";

    /** Every mistake in the arguments, a line each; none of them shows the secret. */
    static final class BadArgumentsException extends Exception {

        private static final long serialVersionUID = 1L;

        BadArgumentsException(List<String> mistakes) {
            super(String.join(System.lineSeparator(), mistakes));
        }
    }

    static SendArguments parse(String... args) throws BadArgumentsException {
        Reading reading = new Reading();
        reading.read(args);
        return reading.arguments();
    }

    /** One reading of a command line, and the mistakes found in it. */
    private static final class Reading {

        private final Map<String, String> given = new LinkedHashMap<>();
        private final List<String> mistakes = new ArrayList<>();
        private AddressPolicy policy = AddressPolicy.strict();

        void read(String... args) {
            int next = 0;
            while (next < args.length) {
                String name = args[next++];
                if (name.equals(ALLOW_PRIVATE)) {
                    policy = AddressPolicy.unsafeForTests();
                } else if (!OPTIONS.contains(name)) {
                    mistakes.add("argument " + next + " is no option; options are --url, --secret, --type, --data,"
                            + " --scheme and " + ALLOW_PRIVATE);
                } else if (next == args.length) {
                    mistakes.add(name + " has no value");
                } else if (given.put(name, args[next++]) != null) {
                    mistakes.add(name + " is given twice");
                }
            }
        }

        SendArguments arguments() throws BadArgumentsException {
            SigningScheme scheme = scheme();
            String url = required("--url", policy::accept);
            String secret = required("--secret", text -> check(text, scheme));
            String type = required("--type", EventType::new);
            String data = required("--data", Reading::checkData);
            if (!mistakes.isEmpty()) {
                throw new BadArgumentsException(mistakes);
            }
            return new SendArguments(url, Secret.of(secret), type, data, Objects.requireNonNull(scheme), policy);
        }

        private @Nullable SigningScheme scheme() {
            SigningScheme scheme = SCHEMES.get(given.getOrDefault("--scheme", "standard"));
            if (scheme == null) {
                mistakes.add("--scheme must be one of " + String.join(", ", SCHEMES.keySet()));
            }
            return scheme;
        }

        /** Returns an option's value, or the empty text if it is missing or refused. */
        private String required(String name, Check check) {
            String value = given.get(name);
            if (value == null) {
                if (!mistakes.contains(name + " has no value")) {
                    mistakes.add(name + " is missing");
                }
                return "";
            }
            try {
                check.accept(value);
            } catch (IllegalArgumentException e) {
                mistakes.add(name + ": " + e.getMessage());
            }
            return value;
        }

        private static void check(String secret, @Nullable SigningScheme scheme) {
            Secret checked = Secret.of(secret);
            if (scheme != null) {
                Signers.builtIn().signer(scheme).validate(checked);
            }
        }

        private static void checkData(String json) {
            EventDataCheck.problem(json.getBytes(StandardCharsets.UTF_8), EventDataCheck.DEFAULT_MAX_BYTES)
                    .ifPresent(problem -> {
                        throw new IllegalArgumentException("event data " + problem);
                    });
        }

        /** Accepts a value, or throws {@link IllegalArgumentException} with what is wrong. */
        private interface Check {
            void accept(String value);
        }
    }
}
