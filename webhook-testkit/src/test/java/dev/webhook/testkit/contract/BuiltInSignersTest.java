package dev.webhook.testkit.contract;

import dev.webhook.signing.HmacHash;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SignatureEncoding;
import dev.webhook.signing.Signer;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningScheme;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

class BuiltInSignersTest {

    private static List<Secret> secrets(String... texts) {
        return Stream.of(texts).map(Secret::of).toList();
    }

    @Nested
    class Standard extends SignerContract {

        @Override
        protected Signer signer() {
            return Signers.builtIn().signer(SigningScheme.STANDARD);
        }

        @Override
        protected List<Secret> unusable() {
            return secrets("a-plain-text", "whsec_c2hvcnQ=", "whsec_not base64 at all, is it");
        }

        @Override
        protected boolean signsWithEverySecret() {
            return true;
        }
    }

    @Nested
    class Ed25519 extends SignerContract {

        @Override
        protected Signer signer() {
            return Signers.builtIn().signer(SigningScheme.ED25519);
        }

        @Override
        protected List<Secret> unusable() {
            return secrets("a-plain-text", "whsk_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        }

        @Override
        protected boolean signsWithEverySecret() {
            return true;
        }
    }

    @Nested
    class GitHub extends SignerContract {

        @Override
        protected Signer signer() {
            return Signers.builtIn().signer(SigningScheme.GITHUB);
        }

        @Override
        protected List<Secret> unusable() {
            return List.of();
        }

        @Override
        protected boolean signsWithEverySecret() {
            return false;
        }
    }

    @Nested
    class Stripe extends SignerContract {

        @Override
        protected Signer signer() {
            return Signers.builtIn().signer(SigningScheme.STRIPE);
        }

        @Override
        protected List<Secret> unusable() {
            return List.of();
        }

        @Override
        protected boolean signsWithEverySecret() {
            return true;
        }
    }

    @Nested
    class OwnHeader extends SignerContract {

        @Override
        protected Signer signer() {
            return Signers.builtIn()
                    .signer(SigningScheme.hmacHeader("X-Acme-Signature", HmacHash.SHA512, SignatureEncoding.BASE64));
        }

        @Override
        protected List<Secret> unusable() {
            return List.of();
        }

        @Override
        protected boolean signsWithEverySecret() {
            return false;
        }
    }
}
