package dev.webhook.http;

/** What a send is busy with, in the order of time. On a connection that is used again the first three don't happen. */
public enum Phase {
    /** Looking the host's addresses up. */
    LOOK_UP("looking up the host"),
    /** Connecting, one address after the other. */
    CONNECT("connecting"),
    /** Agreeing on TLS. */
    TLS("agreeing on TLS"),
    /** Sending the request. */
    SEND("sending the request"),
    /** Waiting for the answer's headers. */
    ANSWER("waiting for the answer"),
    /** Reading the answer's body. */
    READ("reading the answer");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** Returns words that complete "timed out while". */
    @Override
    public String toString() {
        return words;
    }
}
