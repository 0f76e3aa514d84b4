package dev.webhook.endpoint;

/**
 * A condition on an event's data, written as JSON and compiled once.
 *
 * <pre>{@code
 * {
 *   "amount": {"gte": 100, "lt": 1000},
 *   "customer.country": "DE",
 *   "or": [{"status": {"in": ["paid", "refunded"]}}, {"not": {"test": true}}]
 * }
 * }</pre>
 *
 * <p>A filter is an object, and data matches if it meets every member. An empty filter matches all data.
 *
 * <ul>
 *   <li>{@code and} and {@code or} take a non-empty array of filters, {@code not} takes a filter; filters inside another
 *       must not be empty. At this place the three names are never members of the data.
 *   <li>Every other name is a path into the data: {@code customer.country} is the member {@code country} of the member
 *       {@code customer}. An array on the way stands for each of its elements, also when the whole data is an array; there
 *       are no indexes. A member whose own name is empty or has a full stop can't be addressed.
 *   <li>An object holds operators, and all of them must be met; at least one is needed. Any other value means
 *       {@code eq}, so that {@code null} matches a member that is null and {@code [1, 2]} a member that is that array.
 * </ul>
 *
 * <table>
 * <caption>Operators</caption>
 * <tr><th>operator</th><th>operand</th><th>matches</th></tr>
 * <tr><td>{@code eq}</td><td>any value</td><td>an equal value: numbers by exact value (100 = 100.0 = 1e2), strings by
 *     code points, arrays in order, objects with exactly the same members; never a value of another type</td></tr>
 * <tr><td>{@code gt gte lt lte}</td><td>a number or a string</td><td>a value of the same type in that order: numbers by
 *     exact value, strings by code points</td></tr>
 * <tr><td>{@code in}</td><td>1 to 1,000 values</td><td>what {@code eq} matches for one of them</td></tr>
 * <tr><td>{@code contains}</td><td>a string, number, boolean or null</td><td>a string with that substring, or an array
 *     with an element equal to it; strings in an array are compared, not searched</td></tr>
 * <tr><td>{@code starts_with ends_with}</td><td>a string</td><td>a string that begins or ends so</td></tr>
 * <tr><td>{@code exists}</td><td>true or false</td><td>true: the member is there, if only as null or an empty array;
 *     false: it is not</td></tr>
 * <tr><td>{@code ne nin}</td><td>as {@code eq} and {@code in}</td><td>exactly what {@code eq} and {@code in} don't</td></tr>
 * </table>
 *
 * <p>If the path leads to an array, the array matches as a whole or if any of its elements does, however nested; each
 * operator looks for an element of its own, so {@code {"n": {"gt": 1, "lt": 5}}} matches {@code {"n": [0, 9]}}. A
 * negative operator negates the whole: {@code ne} matches an array if no element is equal. A missing member matches
 * nothing but {@code ne}, {@code nin} and {@code exists: false}, and matching never fails.
 *
 * <p>Limits: 16 KiB of text, 32 levels of nesting, 256 conditions, 100 names in a path, numbers with a power of ten
 * from -1000 to 1000 (in the filter; any number in the data). Matching takes at most time proportional to the
 * conditions times the size of the data.
 *
 * <p>Immutable and thread-safe.
 */
public final class Filter {

    private final String json;
    private final Matcher matcher;

    private Filter(String json, Matcher matcher) {
        this.json = json;
        this.matcher = matcher;
    }

    /**
     * Returns the filter that {@code json} is.
     *
     * @throws InvalidFilterException with all mistakes that were found, if there are any
     */
    public static Filter parse(String json) {
        FilterProblems problems = new FilterProblems();
        JsonValue filter = FilterText.read(json, problems);
        Matcher matcher = new FilterCompiler(problems).compile(filter, Location.ROOT);
        problems.throwIfAny();
        return new Filter(json, matcher);
    }

    /** Returns whether {@code subject} meets this filter. */
    public boolean matches(FilterSubject subject) {
        return matcher.matches(subject.data());
    }

    /** Returns the text from which this was parsed, unchanged. */
    public String json() {
        return json;
    }

    /** Returns whether {@code other} is a filter of the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && json.equals(filter.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Returns the text's length only, since a filter may hold data of the host's customers. */
    @Override
    public String toString() {
        return "Filter[" + json.length() + " characters]";
    }
}
