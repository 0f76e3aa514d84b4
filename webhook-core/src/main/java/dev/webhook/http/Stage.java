package dev.webhook.http;

/** How far a send has come, in words that complete "timed out while". */
enum Stage {
    LOOK_UP("looking up the host"),
    CONNECT("connecting"),
    TLS("agreeing on TLS"),
    SEND("sending the request"),
    ANSWER("waiting for the answer");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
