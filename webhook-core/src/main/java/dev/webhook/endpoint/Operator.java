package dev.webhook.endpoint;

import dev.webhook.endpoint.JsonValue.JsonBoolean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The operators of the filter language: the operand each takes, and the test it makes of it. */
enum Operator {
    EQ(Operand.ANY),
    NE(Operand.ANY),
    GT(Operand.ORDERED),
    GTE(Operand.ORDERED),
    LT(Operand.ORDERED),
    LTE(Operand.ORDERED),
    IN(Operand.LIST),
    NIN(Operand.LIST),
    EXISTS(Operand.BOOLEAN),
    CONTAINS(Operand.SINGLE),
    STARTS_WITH(Operand.TEXT),
    ENDS_WITH(Operand.TEXT);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final Operand takes;

    Operator(Operand takes) {
        this.takes = takes;
    }

    /** Returns the operator that filters call {@code word}. */
    static Optional<Operator> of(String word) {
        return Arrays.stream(values())
                .filter(operator -> operator.word.equals(word))
                .findFirst();
    }

    /** Returns the words of all operators, for messages. */
    static String words() {
        return Arrays.stream(values()).map(operator -> operator.word).collect(Collectors.joining(" "));
    }

    /** Returns what is wrong with {@code operand}, if anything is. */
    Optional<String> problem(JsonValue operand) {
        return takes.problem(word, operand);
    }

    /** Returns the condition on what {@code path} leads to, for an operand without a problem. */
    Matcher on(DataPath path, JsonValue operand) {
        ValueTest test = test(operand);
        Matcher positive = data -> path.leadsToAny(data, test);
        boolean negative = this == NE || this == NIN || (this == EXISTS && operand == JsonBoolean.FALSE);
        return negative ? Matcher.not(positive) : positive;
    }

    private ValueTest test(JsonValue operand) {
        return switch (this) {
            case EQ, NE -> ValueTests.equalTo(operand);
            case IN, NIN -> ValueTests.among(operand);
            case GT -> ValueTests.ordered(operand, order -> order > 0);
            case GTE -> ValueTests.ordered(operand, order -> order >= 0);
            case LT -> ValueTests.ordered(operand, order -> order < 0);
            case LTE -> ValueTests.ordered(operand, order -> order <= 0);
            case EXISTS -> value -> true;
            case CONTAINS -> ValueTests.containing(operand);
            case STARTS_WITH -> ValueTests.startingWith(operand);
            case ENDS_WITH -> ValueTests.endingWith(operand);
        };
    }
}
