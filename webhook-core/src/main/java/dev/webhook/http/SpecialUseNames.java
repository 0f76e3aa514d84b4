package dev.webhook.http;

import java.util.Set;

/**
 * The top-level names under which no public receiver lives: the IANA registry of Special-Use Domain Names (RFC 6761),
 * and the names that private networks use instead of registered ones.
 *
 * <p>{@code example.com}, {@code example.net} and {@code example.org} are in the registry too, but resolve like any
 * other name, and documentation is full of them: they pass.
 */
final class SpecialUseNames {

    private static final Set<String> TOP_LEVEL = Set.of(
            // RFC 9476, RFC 3172 (with home.arpa, RFC 8375), RFC 6761, RFC 6762, RFC 7686
            "alt",
            "arpa",
            "example",
            "invalid",
            "local",
            "localhost",
            "onion",
            "test",
            // reserved by ICANN for private use, or never to be delegated
            "internal",
            "corp",
            "home",
            "mail",
            // RFC 6762, appendix G, and the customary domain of a host without one
            "intranet",
            "lan",
            "private",
            "localdomain");

    private SpecialUseNames() {}

    /** Returns whether the last label of {@code host}, in lower case, is such a name. */
    static boolean contains(String host) {
        return TOP_LEVEL.contains(host.substring(host.lastIndexOf('.') + 1));
    }
}
