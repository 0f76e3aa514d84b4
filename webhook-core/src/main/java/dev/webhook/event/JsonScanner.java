package dev.webhook.event;

import java.util.Optional;

/**
 * A strict reader of one JSON text (RFC 8259) that builds nothing and finds the first mistake.
 *
 * <p>Used once, by one thread.
 */
final class JsonScanner {

    private static final int END = -1;
    private static final int NO_UNIT = -1;

    private final byte[] json;
    private int at;
    private int depth;

    JsonScanner(byte[] json) {
        this.json = json;
    }

    /** Returns the first mistake and its place, or empty if there is none. */
    Optional<String> problem() {
        try {
            document();
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(e.getMessage() + " at " + TextPosition.of(json, at));
        }
    }

    private void document() throws MalformedException {
        if (json.length >= 3 && (json[0] & 0xFF) == 0xEF && (json[1] & 0xFF) == 0xBB && (json[2] & 0xFF) == 0xBF) {
            throw notJson("remove the byte order mark");
        }
        skipSpace();
        value();
        skipSpace();
        if (peek() != END) {
            throw notJson("expected the end of the text after the first value");
        }
    }

    private void value() throws MalformedException {
        int first = peek();
        switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (first != '-' && !isDigit(first)) {
                    throw notJson("expected a value");
                }
                number();
            }
        }
    }

    private void object() throws MalformedException {
        enter();
        if (peek() == '}') {
            leave();
            return;
        }
        while (true) {
            if (peek() != '"') {
                throw notJson("expected a member name in double quotes");
            }
            name();
            skipSpace();
            expect(':', "expected ':' after a member name");
            skipSpace();
            value();
            skipSpace();
            if (peek() == '}') {
                leave();
                return;
            }
            expect(',', "expected ',' or '}' after a member");
            skipSpace();
        }
    }

    private void array() throws MalformedException {
        enter();
        if (peek() == ']') {
            leave();
            return;
        }
        while (true) {
            value();
            skipSpace();
            if (peek() == ']') {
                leave();
                return;
            }
            expect(',', "expected ',' or ']' after an element");
            skipSpace();
        }
    }

    private void enter() throws MalformedException {
        if (depth >= EventDataCheck.MAX_DEPTH) {
            throw new MalformedException("nests deeper than the allowed " + EventDataCheck.MAX_DEPTH + " levels");
        }
        depth++;
        at++;
        skipSpace();
    }

    private void leave() {
        depth--;
        at++;
    }

    private void string() throws MalformedException {
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                escape();
            } else {
                character();
            }
        }
        at++;
    }

    /** A string whose escaped surrogates come in pairs. */
    private void name() throws MalformedException {
        at++;
        boolean lowExpected = false;
        while (lowExpected || peek() != '"') {
            int unit = NO_UNIT;
            if (peek() == '\\') {
                unit = escape();
            } else if (!lowExpected) {
                character();
            }
            if (lowExpected != isSurrogate(unit, Character.MIN_LOW_SURROGATE)) {
                throw notJson("an escaped surrogate in a member name must be half of a pair");
            }
            lowExpected = isSurrogate(unit, Character.MIN_HIGH_SURROGATE);
        }
        at++;
    }

    private static boolean isSurrogate(int unit, char first) {
        return unit >= first && unit < first + 0x400;
    }

    private void character() throws MalformedException {
        int next = peek();
        if (next >= 0x80) {
            int length = Utf8.lengthOfCharacter(json, at);
            if (length == Utf8.MALFORMED) {
                throw new MalformedException("is not UTF-8: expected a well-formed character");
            }
            at += length;
        } else if (next >= ' ') {
            at++;
        } else if (next == END) {
            throw notJson("expected a closing double quote");
        } else {
            throw notJson("control characters in a string must be escaped");
        }
    }

    /** Returns the UTF-16 unit that four hexadecimal digits name, or {@link #NO_UNIT} for a short escape. */
    private int escape() throws MalformedException {
        at++;
        int kind = peek();
        if (kind == END || "\"\\/bfnrtu".indexOf(kind) < 0) {
            throw notJson("expected one of \" \\ / b f n r t u after a backslash");
        }
        at++;
        return kind == 'u' ? unit() : NO_UNIT;
    }

    private int unit() throws MalformedException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw notJson("expected four hexadecimal digits after '\\u'");
            }
            unit = unit * 16 + digit;
            at++;
        }
        return unit;
    }

    private void number() throws MalformedException {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
            if (isDigit(peek())) {
                throw notJson("a number must not begin with a superfluous 0");
            }
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() throws MalformedException {
        if (!isDigit(peek())) {
            throw notJson("expected a digit");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private void literal(String word) throws MalformedException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i), "expected a value");
        }
    }

    private void expect(char wanted, String otherwise) throws MalformedException {
        if (peek() != wanted) {
            throw notJson(otherwise);
        }
        at++;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private int peek() {
        return at < json.length ? json[at] & 0xFF : END;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static MalformedException notJson(String expectation) {
        return new MalformedException("is not JSON: " + expectation);
    }

    private static final class MalformedException extends Exception {

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }
}
