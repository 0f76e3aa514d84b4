package dev.webhook;

import dev.webhook.delivery.Delivery;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.http.HttpRequest;
import dev.webhook.signing.Signers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Makes the request of an attempt: body, headers, signatures. Immutable and thread-safe. */
final class RequestBuilder {

    private final Signers signers;
    private final String userAgent;
    private final Duration maxTimeout;

    RequestBuilder(Signers signers, String userAgent, Duration maxTimeout) {
        this.signers = signers;
        this.userAgent = userAgent;
        this.maxTimeout = maxTimeout;
    }

    /** Returns an attempt's deadline. A node with a higher maximum may have saved a longer one than this node's. */
    Duration timeout(Endpoint endpoint) {
        Duration wanted = endpoint.settings().timeout();
        return wanted.compareTo(maxTimeout) > 0 ? maxTimeout : wanted;
    }

    HttpRequest build(Delivery delivery, Event event, Endpoint endpoint, Instant now) {
        byte[] body = delivery.payloadFormat().render(event);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", delivery.payloadFormat().contentType());
        headers.put("User-Agent", userAgent);
        headers.putAll(event.headers());
        headers.putAll(endpoint.settings().headers().asMap());
        headers.putAll(authorization(endpoint.settings().authentication()));
        headers.putAll(signers.headers(delivery.messageId(), now, body, endpoint.signingKeys()));
        return HttpRequest.to(endpoint.settings().url())
                .headers(headers)
                .body(body)
                .timeout(timeout(endpoint))
                .allowlist(endpoint.settings().ipAllowlist())
                .build();
    }

    private static Map<String, String> authorization(Authentication authentication) {
        if (authentication instanceof Authentication.Bearer bearer) {
            return Map.of("Authorization", "Bearer " + bearer.token().reveal());
        }
        if (authentication instanceof Authentication.Basic basic) {
            String pair = basic.user() + ":" + basic.password().reveal();
            return Map.of(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return Map.of();
    }
}
