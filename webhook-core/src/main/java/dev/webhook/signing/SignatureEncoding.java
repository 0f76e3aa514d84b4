package dev.webhook.signing;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How the bytes of a signature are written into a header.
 *
 * <p>Thread-safe.
 */
public enum SignatureEncoding {
    /** Lowercase hexadecimal digits. */
    HEX("hex") {
        @Override
        String encode(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        @Override
        String normalize(String received) {
            return received.toLowerCase(Locale.ROOT);
        }
    },
    /** Base64 of RFC 4648, section 4, with padding. */
    BASE64("base64") {
        @Override
        String encode(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        @Override
        String normalize(String received) {
            return received;
        }
    };

    private final String token;

    SignatureEncoding(String token) {
        this.token = token;
    }

    /** Returns the word by which a scheme's name calls this encoding, such as {@code hex}. */
    public String token() {
        return token;
    }

    static SignatureEncoding ofToken(String token) {
        return Arrays.stream(values())
                .filter(encoding -> encoding.token.equals(token))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the encoding must be hex or base64"));
    }

    abstract String encode(byte[] signature);

    /** Returns {@code received} in the one form that {@link #encode} writes. */
    abstract String normalize(String received);
}
