package dev.webhook.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * The look-up of one attempt.
 *
 * <p>OkHttp reuses a connection only for calls with an equal {@code Dns}. Two of these are equal if their allowlists
 * are, so no connection is shared with an endpoint whose allowlist might forbid it.
 */
final class GatedDns implements Dns {

    private final Gate gate;
    private final Attempt attempt;

    GatedDns(Gate gate, Attempt attempt) {
        this.gate = gate;
        this.attempt = attempt;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        try {
            return gate.addresses(hostname, attempt);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            UnknownHostException failed = new UnknownHostException("look-up");
            failed.initCause(e);
            throw failed;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GatedDns dns
                && gate == dns.gate
                && attempt.allowlist().equals(dns.attempt.allowlist());
    }

    @Override
    public int hashCode() {
        return Objects.hash(gate, attempt.allowlist());
    }
}
