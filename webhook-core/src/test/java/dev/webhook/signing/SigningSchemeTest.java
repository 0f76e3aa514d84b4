package dev.webhook.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSchemeTest {

    @Test
    void namesOfTheBuiltInSchemesAreStoredAndNeverChange() {
        assertThat(SigningScheme.STANDARD).hasToString("v1");
        assertThat(SigningScheme.ED25519).hasToString("v1a");
        assertThat(SigningScheme.GITHUB).hasToString("github");
        assertThat(SigningScheme.STRIPE).hasToString("stripe");
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256, HEX, hmac:X-Acme-Signature:sha256:hex",
        "SHA512, HEX, hmac:X-Acme-Signature:sha512:hex",
        "SHA256, BASE64, hmac:X-Acme-Signature:sha256:base64",
        "SHA512, BASE64, hmac:X-Acme-Signature:sha512:base64",
    })
    void anHmacHeaderIsNamedAfterItsParts(HmacHash hash, SignatureEncoding encoding, String name) {
        SigningScheme scheme = SigningScheme.hmacHeader("X-Acme-Signature", hash, encoding);

        assertThat(scheme.name()).isEqualTo(name);
        assertThat(new SigningScheme(name)).isEqualTo(scheme);
        assertThat(HmacHeader.parse(name)).isEqualTo(new HmacHeader("X-Acme-Signature", hash, encoding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "acme-v2", "0.1_x"})
    void aHostMayNameASchemeByAnyLowercaseToken(String name) {
        assertThat(new SigningScheme(name).name()).isEqualTo(name);
    }

    @Test
    void aTokenHasAtMost64Characters() {
        assertThat(new SigningScheme("x".repeat(64)).name()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new SigningScheme("x".repeat(65)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "V1", "-a", ".a", "a b", "a:b", "ä", "HMAC:X:sha256:hex", "v1\n"})
    void otherNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningScheme(name))
                .withMessageContaining("lowercase token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hmac:                      | hmac:<header>:<hash>:<encoding>",
                "hmac:X-Sig:sha256          | hmac:<header>:<hash>:<encoding>",
                "hmac:X-Sig:sha256:hex:     | hmac:<header>:<hash>:<encoding>",
                "hmac:X-Sig:sha1:hex        | the hash must be sha256 or sha512",
                "hmac:X-Sig:SHA256:hex      | the hash must be sha256 or sha512",
                "hmac:X-Sig:sha256:base32   | the encoding must be hex or base64",
                "hmac::sha256:hex           | token of RFC 9110",
                "hmac:X Sig:sha256:hex      | token of RFC 9110",
                "hmac:webhook-id:sha256:hex | has another meaning",
                "hmac:Host:sha256:hex       | has another meaning",
            })
    void anHmacHeaderNameIsRefusedWithTheReason(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningScheme(name))
                .withMessageStartingWith("signing scheme '" + name + "': ")
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEBHOOK-ID",
                "webhook-timestamp",
                "Webhook-Signature",
                "Content-Length",
                "content-type",
                "Authorization",
                "Transfer-Encoding",
                "Cookie"
            })
    void aSignatureMustNotOverwriteAnotherHeader(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningScheme.hmacHeader(header, HmacHash.SHA256, SignatureEncoding.HEX))
                .withMessageContaining("has another meaning");
    }

    @Test
    void aHeaderNameHasAtMost64Characters() {
        String longest = "X".repeat(64);
        assertThat(SigningScheme.hmacHeader(longest, HmacHash.SHA256, SignatureEncoding.HEX)
                        .name())
                .contains(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningScheme.hmacHeader(longest + "X", HmacHash.SHA256, SignatureEncoding.HEX));
    }
}
