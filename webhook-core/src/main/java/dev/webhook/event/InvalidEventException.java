package dev.webhook.event;

import java.util.List;

/** Thrown when events can't be published as they are. It lists every mistake; nothing was published. */
public class InvalidEventException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Lists {@code problems}, at least one. */
    public InvalidEventException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns each mistake: where it is, what is wrong, and what would be right. */
    public List<String> problems() {
        return problems;
    }
}
