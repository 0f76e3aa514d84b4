package dev.webhook;

import dev.webhook.delivery.Delivery;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.http.HttpRequest;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the request of an attempt: body, headers, signatures. Immutable and thread-safe. */
final class RequestBuilder {

    private final Signers signers;
    private final String userAgent;

    RequestBuilder(Signers signers, String userAgent) {
        this.signers = signers;
        this.userAgent = userAgent;
    }

    HttpRequest build(Delivery delivery, Event event, Endpoint endpoint, Instant now) {
        byte[] body = delivery.payloadFormat().render(event);
        List<SigningKey> keys =
                endpoint.signingKeys().stream().filter(key -> key.validAt(now)).toList();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", delivery.payloadFormat().contentType());
        headers.put("User-Agent", userAgent);
        headers.putAll(event.headers());
        headers.putAll(endpoint.settings().headers().asMap());
        headers.putAll(authorization(endpoint.settings().authentication()));
        headers.putAll(signers.headers(delivery.messageId(), now, body, keys));
        return HttpRequest.to(endpoint.settings().url())
                .headers(headers)
                .body(body)
                .timeout(endpoint.settings().timeout())
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
