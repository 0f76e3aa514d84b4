package dev.webhook.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares what was planned with the receiver's log and the library's store. Immutable and thread-safe.
 *
 * @param checks the lines, in the order in which they are shown
 */
record Summary(List<Check> checks) {

    Summary {
        checks = List.copyOf(checks);
    }

    static Summary of(Account plan, Account receiver, Account store) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("events", plan.events(), receiver.events(), store.events()));
        for (String name : Cast.NAMES) {
            checks.add(new Check(
                    "deliveries to " + name, plan.deliveries(name), receiver.deliveries(name), store.deliveries(name)));
        }
        checks.add(new Check("attempts", plan.attempts(), receiver.attempts(), store.attempts()));
        checks.add(new Check("signatures verified", plan.verified(), receiver.verified(), store.verified()));
        checks.add(new Check("retries", plan.retries(), receiver.retries(), store.retries()));
        checks.add(new Check("circuits opened, closed", plan.recoveries(), receiver.recoveries(), store.recoveries()));
        checks.add(new Check("dead letters", plan.deadLetters(), receiver.deadLetters(), store.deadLetters()));
        checks.add(new Check("redriven", plan.redriven(), receiver.redriven(), store.redriven()));
        return new Summary(checks);
    }

    void print(Console console) {
        console.print("");
        console.print(Check.HEADING);
        checks.forEach(check -> console.print(check.row()));
        console.print("");
    }

    /** Returns what is missing or differs; empty if all is well. */
    List<String> complaints() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(Check::complaint)
                .toList();
    }
}
