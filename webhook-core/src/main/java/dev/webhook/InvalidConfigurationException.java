package dev.webhook;

import java.util.List;

/** Thrown when a dispatcher can't be built as configured. It lists every mistake. */
public class InvalidConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Lists {@code problems}, at least one. */
    public InvalidConfigurationException(List<String> problems) {
        super("the dispatcher can't be built: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns each mistake: which option, what is wrong, and what would be right. */
    public List<String> problems() {
        return problems;
    }
}
