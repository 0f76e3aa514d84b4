package dev.webhook.endpoint;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when the text of a {@link Filter} or of {@link EventFilters} has mistakes.
 *
 * <p>Immutable and thread-safe.
 */
public final class InvalidFilterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<Problem> problems;

    /**
     * One mistake.
     *
     * @param path where it is, as RFC 9535 writes paths: {@code $.and[1].amount.gt}; {@code $} is the whole text
     * @param message what is wrong there, and what would be right
     */
    public record Problem(String path, String message) implements Serializable {

        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    InvalidFilterException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ", "invalid filter: ", "")));
        this.problems = List.copyOf(problems);
    }

    /** Returns where the first mistake is. */
    public String path() {
        return problems.get(0).path();
    }

    /** Returns the mistakes in the order in which they were found, at least one and at most 20. */
    public List<Problem> problems() {
        return problems;
    }
}
