package dev.webhook;

/** What a simulated node dies of: an error that none of its actors catches. */
final class NodeCrash extends Error {

    private static final long serialVersionUID = 1L;

    NodeCrash() {
        super("the node crashed", null, false, false);
    }
}
