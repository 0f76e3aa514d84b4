package dev.webhook;

import java.util.List;

/** Thrown when an endpoint can't be set as asked. It lists every mistake; nothing was changed. */
public class InvalidEndpointException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Lists {@code problems}, at least one. */
    public InvalidEndpointException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns each mistake: where it is, what is wrong, and what would be right. */
    public List<String> problems() {
        return problems;
    }
}
