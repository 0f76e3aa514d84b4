package dev.webhook.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The form of a host as a user enters it: what the parser makes of it must be what it says already.
 *
 * <p>Letters beyond ASCII are taken only where nothing is mapped, removed or folded on the way to the A-label: letters,
 * marks and digits (as in RFC 5892) in their normal form, without capitals, and without {@code ß} and {@code ς}, which
 * IDNA 2003 and IDNA 2008 read differently. The A-label ({@code xn--...}) can always be entered instead.
 */
final class HostForm {

    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    private static final Pattern ASCII_LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?");
    private static final Pattern UNICODE_LABEL =
            Pattern.compile("(?=.*\\p{L})[\\p{L}\\p{Nd}&&[^ßς]][\\p{L}\\p{Mn}\\p{Mc}\\p{Nd}-&&[^ßς]]*(?<!-)");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private HostForm() {}

    /**
     * Checks the host {@code entered}, which the parser read as {@code parsed}.
     *
     * @throws InvalidUrlException if it is not of the form
     */
    static void require(String entered, String parsed) {
        if (entered.startsWith("[")) {
            return;
        }
        if (entered.endsWith(".")) {
            throw refused(entered, "ends in a full stop; leave it out");
        }
        if (ENDS_IN_NUMBER.matcher(parsed).matches() && !IpLiteral.isDottedQuad(parsed)) {
            throw refused(
                    entered,
                    "ends in a number, so it must be an IPv4 address of four decimal numbers from 0 to"
                            + " 255 without leading zeros");
        }
        String[] labels = entered.split("\\.", -1);
        String[] parsedLabels = parsed.split("\\.", -1);
        if (labels.length != parsedLabels.length) {
            throw refused(entered, "has a character that stands for a full stop; write '.'");
        }
        for (int i = 0; i < labels.length; i++) {
            requireLabel(entered, labels[i], parsedLabels[i]);
        }
    }

    private static void requireLabel(String host, String label, String parsed) {
        if (!ASCII_LABEL.matcher(parsed).matches()) {
            throw refused(
                    host,
                    "has the label '" + Shown.text(parsed)
                            + "'; letters, digits, '_' and, between them, '-' are allowed");
        }
        if (ASCII.matcher(label).matches()) {
            requireUnmapped(host, label, parsed.equals(label.toLowerCase(Locale.ROOT)), parsed);
            return;
        }
        if (!UNICODE_LABEL.matcher(label).matches()) {
            throw refused(
                    host,
                    "has the label '" + Shown.text(label)
                            + "' with characters that are not plain letters and digits; write '" + parsed
                            + "' if that is what you mean");
        }
        requireUnmapped(host, label, parsed.equals(Punycode.aLabel(lowerAscii(label))), parsed);
    }

    private static void requireUnmapped(String host, String label, boolean unmapped, String parsed) {
        if (!unmapped) {
            throw refused(
                    host,
                    "has the label '" + Shown.text(label) + "', which is not in normal form; write '" + parsed
                            + "' if that is what you mean");
        }
    }

    private static String lowerAscii(String label) {
        return label.codePoints()
                .map(c -> c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static InvalidUrlException refused(String host, String what) {
        return new InvalidUrlException("host '" + Shown.text(host) + "' " + what);
    }
}
