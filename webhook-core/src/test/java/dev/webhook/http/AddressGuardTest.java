package dev.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.http.Targets.Target;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A million addresses and spellings of them, judged by the guard and by the registries' numbers; the seeds are fixed. */
@Tag("sweep")
class AddressGuardTest {

    private static final int ADDRESSES = 900_000;
    private static final int SPELLINGS = 100_000;

    private static final List<Cidr> EVERYTHING = List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"));
    private static final AddressPolicy STRICT = AddressPolicy.strict();
    private static final AddressPolicy ANY_FORM =
            STRICT.allowHttp().allowAnyPort().allowIpLiterals().allowLocalHosts();
    /** What OkHttp takes for an address, and so doesn't have looked up. */
    private static final Pattern NOT_LOOKED_UP = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*|[0-9.]+");

    private final List<String> wrong = new ArrayList<>();

    @Test
    void anAddressIsAllowedIfTheRegistriesHaveItPublic() throws UnknownHostException {
        Random random = new Random(20_261_127);
        Targets targets = new Targets(random);
        int allowed = 0;
        for (int i = 0; i < ADDRESSES; i++) {
            Target target = targets.next();
            InetAddress address = TestAddresses.address(target.number(), target.bits());
            if (address instanceof Inet6Address && i % 8 == 0) {
                address = Inet6Address.getByAddress("public.example.com", address.getAddress(), i % 5);
            }
            boolean passes =
                    STRICT.refusal(address, i % 2 == 0 ? List.of() : EVERYTHING).isEmpty();
            allowed += passes ? 1 : 0;
            if (passes != target.isPublic()) {
                wrong.add(address + (passes ? " passes" : " is refused"));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(allowed).isBetween(ADDRESSES / 4, ADDRESSES * 3 / 4);
    }

    /** Whoever answers look-ups is the attacker's: any name leads to the target. */
    @Test
    void noSpellingReachesAnAddressThatIsNotPublic() throws Exception {
        Random random = new Random(20_261_128);
        Targets targets = new Targets(random);
        HostSpellings spellings = new HostSpellings(random);
        AtomicReference<InetAddress> answer = new AtomicReference<>();
        int accepted = 0;
        int reached = 0;
        try (Lookups lookups = new Lookups(host -> List.of(answer.get()), 1)) {
            Gate gate = new Gate(ANY_FORM, lookups, Proxy.NO_PROXY);
            for (int i = 0; i < SPELLINGS; i++) {
                Target target = targets.next();
                answer.set(TestAddresses.address(target.number(), target.bits()));
                boolean canonical = i % 10 == 0;
                String host = canonical ? HostSpellings.canonical(target) : spellings.of(target);
                Optional<EndpointUrl> url = accepted(host);
                Optional<InetAddress> dialled = url.isPresent() ? dialled(gate, url.get()) : Optional.empty();
                accepted += url.isPresent() ? 1 : 0;
                reached += dialled.isPresent() ? 1 : 0;
                dialled.ifPresent(address -> judge(host, address, target));
                if (canonical && target.isPublic() && dialled.isEmpty()) {
                    wrong.add(host + " is refused");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(reached).isGreaterThan(SPELLINGS / 10);
        assertThat(accepted - reached).as("refused behind a name").isGreaterThan(SPELLINGS / 50);
    }

    private void judge(String host, InetAddress dialled, Target target) {
        BigInteger number = TestAddresses.number(dialled);
        if (!IanaRegistries.isPublic(number, dialled.getAddress().length * Byte.SIZE)) {
            wrong.add(host + " reaches " + dialled);
        } else if (!dialled.equals(IpLiteral.plain(TestAddresses.address(target.number(), target.bits())))) {
            wrong.add(host + " is dialled as " + dialled + ", and was meant as " + HostSpellings.canonical(target));
        }
    }

    private static Optional<EndpointUrl> accepted(String host) {
        try {
            return Optional.of(ANY_FORM.accept("https://" + host + "/hook"));
        } catch (InvalidUrlException refused) {
            return Optional.empty();
        }
    }

    /** Goes the way of a connection: what is an address for OkHttp is only judged, all else looked up and judged. */
    private static Optional<InetAddress> dialled(Gate gate, EndpointUrl url) throws IOException {
        Attempt attempt = new Attempt(HttpRequest.to(url).build(), new OpenSockets());
        try {
            if (NOT_LOOKED_UP.matcher(url.host()).matches()) {
                InetAddress address = InetAddress.getByName(url.host());
                gate.requireAllowed(new InetSocketAddress(address, url.port()), attempt);
                return Optional.of(address);
            }
            return Optional.of(
                    IpLiteral.plain(gate.addresses(url.host(), attempt).get(0)));
        } catch (BlockedException refused) {
            return Optional.empty();
        }
    }
}
