package io.jukung.chaos.edn;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/** The text that is read, with two characters' look-ahead and the place where it stands. */
final class EdnChars implements Closeable {

    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private int position;
    private int limit;
    private long line = 1;
    private long column = 1;
    private long markedLine = 1;
    private long markedColumn = 1;

    EdnChars(Reader in) {
        this.in = in;
    }

    /** -1 at the end. */
    int peek() throws IOException {
        return position < limit || fill(1) ? buffer[position] : -1;
    }

    /** The one after {@link #peek}. */
    int peekSecond() throws IOException {
        return position + 1 < limit || fill(2) ? buffer[position + 1] : -1;
    }

    int next() throws IOException {
        int c = peek();
        if (c < 0) {
            throw error("end of text within a value");
        }
        position++;
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return c;
    }

    /** A value begins here. */
    void mark() {
        markedLine = line;
        markedColumn = column;
    }

    EdnException error(String problem) {
        return new EdnException(problem, line, column);
    }

    EdnException errorAtMark(String problem) {
        return new EdnException(problem, markedLine, markedColumn);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill(int wanted) throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        while (limit < wanted) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                return false;
            }
            limit += read;
        }
        return true;
    }
}
