package dev.webhook.endpoint;

/**
 * A JSON number by its exact value, {@code sign × 0.digits × 10^magnitude}, so that 100, 100.0 and 1e2 are equal.
 *
 * <p>It exists because a {@code BigDecimal} of a hostile exponent or length can cost seconds and gigabytes; here
 * reading and comparing are linear in the text. Exponents beyond ±{@value #EXPONENT_BOUND} are taken as that bound,
 * which keeps all comparisons with numbers of a filter exact, because theirs are below {@link #MAX_FILTER_EXPONENT}.
 *
 * @param signum -1, 0 or 1
 * @param digits neither begins nor ends with 0; empty for zero
 * @param magnitude the power of ten; 0 for zero
 */
record JsonNumber(int signum, String digits, long magnitude) implements JsonValue, Comparable<JsonNumber> {

    /** The greatest power of ten, either way, that a number in a filter may have. */
    static final int MAX_FILTER_EXPONENT = 1000;

    private static final long EXPONENT_BOUND = 1_000_000_000_000L;

    /** Returns the number whose JSON text, known to be well-formed, is {@code text}. */
    static JsonNumber of(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int end = endOfDigits(text);
        int point = text.indexOf('.');
        int wholeDigits = (point < 0 ? end : point) - start;
        String all = point < 0
                ? text.substring(start, end)
                : text.substring(start, point).concat(text.substring(point + 1, end));
        int first = 0;
        int last = all.length();
        while (first < last && all.charAt(first) == '0') {
            first++;
        }
        while (last > first && all.charAt(last - 1) == '0') {
            last--;
        }
        if (first == last) {
            return new JsonNumber(0, "", 0);
        }
        return new JsonNumber(start == 1 ? -1 : 1, all.substring(first, last), exponent(text) + wholeDigits - first);
    }

    /** Returns whether a filter may hold the number whose well-formed JSON text is {@code text}. */
    static boolean fitsFilter(String text) {
        return Math.abs(exponent(text)) <= MAX_FILTER_EXPONENT && Math.abs(of(text).magnitude()) <= MAX_FILTER_EXPONENT;
    }

    @Override
    public int compareTo(JsonNumber other) {
        if (signum != other.signum) {
            return Integer.compare(signum, other.signum);
        }
        int size = Long.compare(magnitude, other.magnitude);
        return signum * (size != 0 ? size : digits.compareTo(other.digits));
    }

    @Override
    public String kind() {
        return "a number";
    }

    private static int endOfDigits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != 'e' && text.charAt(end) != 'E') {
            end++;
        }
        return end;
    }

    private static long exponent(String text) {
        int at = endOfDigits(text) + 1;
        if (at > text.length()) {
            return 0;
        }
        boolean negative = text.charAt(at) == '-';
        if (negative || text.charAt(at) == '+') {
            at++;
        }
        long exponent = 0;
        for (; at < text.length() && exponent < EXPONENT_BOUND; at++) {
            exponent = Math.min(EXPONENT_BOUND, exponent * 10 + (text.charAt(at) - '0'));
        }
        return negative ? -exponent : exponent;
    }
}
