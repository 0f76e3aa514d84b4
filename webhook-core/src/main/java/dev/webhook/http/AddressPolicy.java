package dev.webhook.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which URLs endpoints may have and which addresses may be connected to, so that no endpoint can make the sender reach
 * into its own network (server-side request forgery).
 *
 * <p>The form of a URL is judged when an endpoint is registered and again when it is sent to, every resolved address
 * whenever a connection is made. {@link #strict()} is the default; each {@code allow...} method returns a policy that
 * allows more.
 *
 * <p>Immutable and thread-safe.
 */
public final class AddressPolicy {

    private static final int MAX_PORT = 65_535;
    private static final AddressPolicy STRICT =
            new AddressPolicy(false, false, false, false, Set.of(443, 8443), List.of());

    private final boolean http;
    private final boolean anyPort;
    private final boolean ipLiterals;
    private final boolean localHosts;
    private final Set<Integer> ports;
    private final List<Cidr> ranges;

    private AddressPolicy(
            boolean http,
            boolean anyPort,
            boolean ipLiterals,
            boolean localHosts,
            Set<Integer> ports,
            List<Cidr> ranges) {
        this.http = http;
        this.anyPort = anyPort;
        this.ipLiterals = ipLiterals;
        this.localHosts = localHosts;
        this.ports = ports;
        this.ranges = ranges;
    }

    /**
     * Returns the default policy: {@code https} to ports 443 and 8443 of hosts with a registered name, all of whose
     * addresses are public.
     */
    public static AddressPolicy strict() {
        return STRICT;
    }

    /**
     * Returns a policy for tests, under which an endpoint can reach into the sender's own machine and network:
     * {@code http}, any port, address literals, local host names, loopback and private addresses. Never use it where
     * others enter URLs.
     */
    public static AddressPolicy unsafeForTests() {
        return strict().allowHttp()
                .allowAnyPort()
                .allowIpLiterals()
                .allowLocalHosts()
                .allowRange(
                        Cidr.parse("127.0.0.0/8"),
                        Cidr.parse("10.0.0.0/8"),
                        Cidr.parse("172.16.0.0/12"),
                        Cidr.parse("192.168.0.0/16"),
                        Cidr.parse("::1/128"),
                        Cidr.parse("fc00::/7"));
    }

    /**
     * Returns this policy with {@code http} and port 80 allowed too. Payloads then cross the network in the clear.
     * Defaults to {@code https} only.
     */
    public AddressPolicy allowHttp() {
        return new AddressPolicy(true, anyPort, ipLiterals, localHosts, plus(ports, List.of(80)), ranges);
    }

    /**
     * Returns this policy with {@code allowed} ports too. Defaults to 443 and 8443.
     *
     * @throws IllegalArgumentException if a port is not between 1 and 65535
     */
    public AddressPolicy allowPorts(int... allowed) {
        List<Integer> more = new ArrayList<>();
        for (int port : allowed) {
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException("port " + port + " must be between 1 and " + MAX_PORT);
            }
            more.add(port);
        }
        return new AddressPolicy(http, anyPort, ipLiterals, localHosts, plus(ports, more), ranges);
    }

    /** Returns this policy with every port allowed. Defaults to 443 and 8443. */
    public AddressPolicy allowAnyPort() {
        return new AddressPolicy(http, true, ipLiterals, localHosts, ports, ranges);
    }

    /**
     * Returns this policy with addresses in place of host names allowed; they must be public, like resolved ones.
     * Defaults to host names only.
     */
    public AddressPolicy allowIpLiterals() {
        return new AddressPolicy(http, anyPort, true, localHosts, ports, ranges);
    }

    /**
     * Returns this policy with host names allowed that have no dot, such as {@code localhost}, or end in a special-use
     * name, such as {@code .internal}. Where they lead is judged all the same: see {@link #allowRange}. Defaults to
     * neither.
     */
    public AddressPolicy allowLocalHosts() {
        return new AddressPolicy(http, anyPort, ipLiterals, true, ports, ranges);
    }

    /**
     * Returns this policy with the addresses of {@code allowed} allowed although they are not public, for receivers in
     * an intranet. Everything in a range is reachable by every endpoint whose own allowlist doesn't forbid it: take
     * the narrowest. A range of NAT64 opens every IPv4 address behind it. Defaults to none.
     */
    public AddressPolicy allowRange(Cidr... allowed) {
        List<Cidr> more = new ArrayList<>(ranges);
        more.addAll(List.of(allowed));
        return new AddressPolicy(http, anyPort, ipLiterals, localHosts, ports, List.copyOf(more));
    }

    /**
     * Returns the normal form of a URL that a user entered for an endpoint, to be stored and sent to: scheme and host
     * in lower case, the host as A-labels, default port left out, path and query percent-encoded.
     *
     * <p>An address in place of a host name is judged at once; a name's addresses are not looked up here.
     *
     * @throws InvalidUrlException if {@code url} is longer than 2,048 characters, leaves a parser any room for doubt,
     *     or is not allowed by this policy
     */
    public EndpointUrl accept(String url) {
        EndpointUrl normal = UrlForm.normalise(url);
        disallowed(normal).ifPresent(reason -> {
            throw new InvalidUrlException(reason);
        });
        return normal;
    }

    /**
     * Returns why a stored URL may not be sent to under this policy, or empty if it may. It may have been stored under
     * another policy, or by other means than {@link #accept}.
     */
    public Optional<String> refusal(EndpointUrl url) {
        try {
            return disallowed(UrlForm.normalise(url.value()));
        } catch (InvalidUrlException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns why nothing may connect to {@code address}, or empty if it may: an address must be public or in a range
     * of {@link #allowRange}, and in {@code allowlist} too unless that is empty. One that maps an IPv4 address is
     * judged as that.
     *
     * @param allowlist the ranges to which the endpoint's owner restricts it
     */
    public Optional<String> refusal(InetAddress address, List<Cidr> allowlist) {
        if (!isIn(ranges, address)) {
            Optional<String> reason = SpecialPurposeRanges.whyNotPublic(address);
            if (reason.isPresent()) {
                return reason.map(why -> "address " + IpLiteral.text(address) + " is not public: " + why);
            }
        }
        return allowlist.isEmpty() || isIn(allowlist, address)
                ? Optional.empty()
                : Optional.of("address " + IpLiteral.text(address) + " is not in the endpoint's allowlist");
    }

    /** Returns what is allowed, for the log. */
    @Override
    public String toString() {
        return "AddressPolicy[http=" + http + ", ports=" + (anyPort ? "any" : new TreeSet<>(ports)) + ", ipLiterals="
                + ipLiterals + ", localHosts=" + localHosts + ", ranges=" + ranges + "]";
    }

    private Optional<String> disallowed(EndpointUrl url) {
        if (!http && url.scheme().equals("http")) {
            return Optional.of("URL must start with 'https://'; http is not allowed");
        }
        if (!anyPort && !ports.contains(url.port())) {
            return Optional.of("port " + url.port() + " is not allowed; use one of " + new TreeSet<>(ports));
        }
        String host = url.host();
        return IpLiteral.parse(host)
                .map(this::disallowedLiteral)
                .orElseGet(() -> localHosts ? Optional.empty() : localHost(host));
    }

    private Optional<String> disallowedLiteral(InetAddress address) {
        return ipLiterals
                ? refusal(address, List.of())
                : Optional.of("host " + IpLiteral.text(address) + " is an address; use a host name");
    }

    private static Optional<String> localHost(String host) {
        if (host.indexOf('.') < 0) {
            return Optional.of("host '" + host + "' has no dot; use a full host name, such as 'hooks.example.com'");
        }
        return SpecialUseNames.contains(host)
                ? Optional.of("host '" + host + "' ends in a special-use name (RFC 6761); use a public host name")
                : Optional.empty();
    }

    private static boolean isIn(Collection<Cidr> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static Set<Integer> plus(Set<Integer> ports, Collection<Integer> more) {
        Set<Integer> all = new TreeSet<>(ports);
        all.addAll(more);
        return Set.copyOf(all);
    }
}
