package dev.webhook.http;

/** The encoding of a host's label in ASCII letters, digits and hyphens (RFC 3492). */
final class Punycode {

    private static final String A_LABEL_PREFIX = "xn--";
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int BASE = DIGITS.length();
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int FIRST_NON_ASCII = 0x80;

    private final StringBuilder encoded = new StringBuilder(A_LABEL_PREFIX);
    private final int basic;
    private int handled;
    private int delta;
    private int bias = INITIAL_BIAS;

    private Punycode(int[] label) {
        for (int c : label) {
            if (c < FIRST_NON_ASCII) {
                encoded.append((char) c);
                handled++;
            }
        }
        basic = handled;
        if (basic > 0) {
            encoded.append('-');
        }
    }

    /** Returns the A-label of {@code label}, at most 2,048 characters, without mapping or checking any of them. */
    static String aLabel(String label) {
        int[] codePoints = label.codePoints().toArray();
        return new Punycode(codePoints).encode(codePoints);
    }

    private String encode(int[] label) {
        int reached = FIRST_NON_ASCII;
        while (handled < label.length) {
            int next = smallestFrom(label, reached);
            delta += (next - reached) * (handled + 1);
            insertAll(label, next);
            delta++;
            reached = next + 1;
        }
        return encoded.toString();
    }

    private void insertAll(int[] label, int codePoint) {
        for (int c : label) {
            if (c < codePoint) {
                delta++;
            } else if (c == codePoint) {
                appendDelta();
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
        }
    }

    private void appendDelta() {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.max(T_MIN, Math.min(T_MAX, k - bias));
            if (rest < threshold) {
                encoded.append(DIGITS.charAt(rest));
                return;
            }
            encoded.append(DIGITS.charAt(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static int smallestFrom(int[] label, int least) {
        int smallest = Integer.MAX_VALUE;
        for (int c : label) {
            if (c >= least) {
                smallest = Math.min(smallest, c);
            }
        }
        return smallest;
    }

    private static int adapt(int delta, int length, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
