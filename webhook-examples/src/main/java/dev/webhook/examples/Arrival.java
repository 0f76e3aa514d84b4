package dev.webhook.examples;

/**
 * A request as the receiver logged it.
 *
 * @param path where it arrived
 * @param webhookId its {@code webhook-id}, the same on every attempt
 * @param genuine whether its signature verified
 * @param status what the receiver answered
 * @param afterMending whether the path had been out of order and was mended before
 */
record Arrival(String path, String webhookId, boolean genuine, int status, boolean afterMending) {

    boolean taken() {
        return status < 300;
    }

    /** Names the delivery, as far as a receiver can tell. */
    String delivery() {
        return path + " " + webhookId;
    }
}
