package dev.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * A port that turns a host name into addresses.
 *
 * <p>Called for each new connection, from many threads at a time; may block, and is bounded by the attempt's deadline.
 * What it returns is judged by the {@link AddressPolicy} before anything connects, so that it need not be trusted.
 */
@FunctionalInterface
public interface HostResolver {

    /**
     * Returns the addresses of {@code host}, at least one, in the order in which to try them.
     *
     * @param host a name of ASCII characters in lower case, or an address without brackets
     * @throws UnknownHostException if it has none, or they could not be found out
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** Returns the JDK's resolver, with its cache. */
    static HostResolver system() {
        return host -> {
            if (host.isEmpty()) {
                throw new UnknownHostException("the host is empty");
            }
            return List.of(InetAddress.getAllByName(host));
        };
    }
}
