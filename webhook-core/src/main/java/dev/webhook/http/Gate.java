package dev.webhook.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.Optional;

/**
 * What every connection passes: the URL's form and each address are judged, a host is looked up once, and what was
 * judged is what is dialled.
 *
 * <p>All addresses of a host must be allowed, not only the one that would be dialled: a host that mixes public and
 * private addresses is either an attack or a mistake, and would be blocked now and then otherwise.
 *
 * <p>Thread-safe.
 */
final class Gate {

    private final AddressPolicy policy;
    private final Lookups lookups;
    private final Proxy proxy;

    Gate(AddressPolicy policy, Lookups lookups, Proxy proxy) {
        this.policy = policy;
        this.lookups = lookups;
        this.proxy = proxy;
    }

    /**
     * Returns the addresses of {@code host}: the attempt's host, or the proxy's.
     *
     * @throws BlockedException if any is not allowed
     */
    List<InetAddress> addresses(String host, Attempt attempt) throws IOException {
        requireAllowedUrl(attempt);
        List<InetAddress> addresses = lookups.resolve(host, attempt.remainingNanos());
        if (!isProxied()) {
            for (InetAddress address : addresses) {
                requireAllowed(address, attempt);
            }
        }
        attempt.addresses(addresses.size());
        return addresses;
    }

    /**
     * Judges {@code target}, which is about to be dialled. A host that is an address has passed no look-up.
     *
     * @throws BlockedException if it is not allowed
     */
    void requireAllowed(InetSocketAddress target, Attempt attempt) throws BlockedException {
        requireAllowedUrl(attempt);
        if (!isProxied()) {
            requireAllowed(target.getAddress(), attempt);
        }
    }

    private void requireAllowedUrl(Attempt attempt) throws BlockedException {
        blockIf(policy.refusal(attempt.url()));
        if (isProxied() && !attempt.allowlist().isEmpty()) {
            throw new BlockedException("the endpoint's allowlist can't be kept through a proxy");
        }
    }

    private void requireAllowed(InetAddress address, Attempt attempt) throws BlockedException {
        blockIf(policy.refusal(address, attempt.allowlist()));
    }

    private static void blockIf(Optional<String> refusal) throws BlockedException {
        if (refusal.isPresent()) {
            throw new BlockedException(refusal.get());
        }
    }

    private boolean isProxied() {
        return proxy.type() != Proxy.Type.DIRECT;
    }
}
