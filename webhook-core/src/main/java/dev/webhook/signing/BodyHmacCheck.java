package dev.webhook.signing;

import java.util.List;

/** Verifies a header that holds the HMAC of the body and nothing else. */
final class BodyHmacCheck implements SignatureCheck {

    private final BodyHmacSigner signer;
    private final List<Secret> secrets;

    BodyHmacCheck(BodyHmacSigner signer, List<Secret> secrets) {
        this.signer = signer;
        this.secrets = secrets;
    }

    @Override
    public VerifiedWebhook verify(ReceivedHeaders headers, byte[] body, Freshness freshness) {
        String received = signer.normalize(headers.get(signer.header()));
        if (secrets.stream().noneMatch(secret -> SignatureCheck.same(signer.value(secret, body), received))) {
            throw SignatureCheck.noMatch(signer.header());
        }
        return new VerifiedWebhook(null, null);
    }
}
