package dev.webhook.endpoint;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place in a JSON text, written as RFC 9535 (JSONPath) writes it: {@code $.and[1]['a.b'].gt}. */
record Location(@Nullable Location parent, String step) {

    static final Location ROOT = new Location(null, "$");

    private static final Pattern SHORTHAND = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    Location member(String name) {
        return new Location(this, SHORTHAND.matcher(name).matches() ? "." + name : "['" + escaped(name) + "']");
    }

    Location element(int index) {
        return new Location(this, "[" + index + "]");
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (character == '\'' || character == '\\') {
                escaped.append('\\').append(character);
            } else if (Character.isISOControl(character) || Character.isSurrogate(character)) {
                escaped.append(String.format("\\u%04x", (int) character));
            } else {
                escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
