package dev.webhook.http;

/**
 * A range that no public host has.
 *
 * @param range the addresses
 * @param purpose what they are set aside for
 * @param source the document that does so
 */
record SpecialPurposeRange(Cidr range, String purpose, String source) {

    /** Returns the purpose, the range and its source, to be read after "is". */
    String description() {
        return purpose + " (" + range + ", " + source + ")";
    }
}
