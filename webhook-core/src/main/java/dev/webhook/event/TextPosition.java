package dev.webhook.event;

/**
 * A place in a text of UTF-8, for messages.
 *
 * @param offset bytes before it
 * @param line counted from 1; a line feed ends a line
 * @param column in characters, counted from 1
 */
record TextPosition(int offset, int line, int column) {

    /** Returns the position of the byte at {@code offset}, which may be the end of {@code text}. */
    static TextPosition of(byte[] text, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (text[i] == '\n') {
                line++;
                column = 1;
            } else if (!Utf8.isContinuation(text[i])) {
                column++;
            }
        }
        return new TextPosition(offset, line, column);
    }

    @Override
    public String toString() {
        return "byte " + offset + " (line " + line + ", column " + column + ")";
    }
}
