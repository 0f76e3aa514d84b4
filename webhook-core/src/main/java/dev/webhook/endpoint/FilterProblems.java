package dev.webhook.endpoint;

import java.util.ArrayList;
import java.util.List;

/** The mistakes found so far in one text, the first at each place. Used by one thread. */
final class FilterProblems {

    private static final int MAX_REPORTED = 20;

    private final List<InvalidFilterException.Problem> problems = new ArrayList<>();

    void add(Location at, String message) {
        String path = at.toString();
        if (problems.size() < MAX_REPORTED
                && problems.stream().noneMatch(known -> known.path().equals(path))) {
            problems.add(new InvalidFilterException.Problem(path, message));
        }
    }

    /** Throws what was found, if anything was. */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidFilterException(problems);
        }
    }
}
