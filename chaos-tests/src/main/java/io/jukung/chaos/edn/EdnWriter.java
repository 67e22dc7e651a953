package io.jukung.chaos.edn;

import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes EDN as Clojure's {@code pr} does: a value never takes more than one line. Collections may be written piece by piece,
 * so that a long one need not be in memory. Not for use by several threads.
 */
public final class EdnWriter implements Closeable {

    private final Writer out;
    private final Deque<Open> open = new ArrayDeque<>();
    private boolean begun;

    /** Buffer {@code out} if writing to it is dear. */
    public EdnWriter(Writer out) {
        this.out = out;
    }

    /** One value as text. */
    public static String toString(Edn value) {
        var text = new StringWriter();
        try {
            new EdnWriter(text).write(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /**
     * Writes a value, after what was written before in the same collection or line.
     *
     * @throws IllegalArgumentException if a keyword's or symbol's name cannot be written, or it is nested deeper than
     *     {@link EdnLimits#DEFAULT} allows to be read
     */
    public EdnWriter write(Edn value) throws IOException {
        switch (value) {
            case Edn.Nil() -> atom("nil");
            case Edn.Bool(var bool) -> atom(bool ? "true" : "false");
            case Edn.Int(var number) -> atom(Long.toString(number));
            case Edn.Real(var number) -> atom(real(number));
            case Edn.Text(var text) -> {
                separate();
                quote(text);
            }
            case Edn.Keyword(var name) -> {
                if (!EdnName.isKeyword(name)) {
                    throw new IllegalArgumentException("keyword '" + name + "' cannot be written as EDN");
                }
                separate();
                out.write(':');
                out.write(name);
            }
            case Edn.Symbol(var name) -> {
                if (!EdnName.isSymbol(name)) {
                    throw new IllegalArgumentException("symbol '" + name + "' cannot be written as EDN");
                }
                atom(name);
            }
            case Edn.Vector(var elements) -> {
                beginVector();
                for (var element : elements) {
                    write(element);
                }
                endVector();
            }
            case Edn.Dict(var entries) -> {
                beginMap();
                for (var entry : entries.entrySet()) {
                    write(entry.getKey());
                    write(entry.getValue());
                }
                endMap();
            }
        }
        return this;
    }

    /** Of the map that is open: a keyword; its value comes next. */
    public EdnWriter key(String keyword) throws IOException {
        return write(new Edn.Keyword(keyword));
    }

    public EdnWriter beginMap() throws IOException {
        return begin('{', '}');
    }

    public EdnWriter endMap() throws IOException {
        return end('}');
    }

    public EdnWriter beginVector() throws IOException {
        return begin('[', ']');
    }

    public EdnWriter endVector() throws IOException {
        return end(']');
    }

    /** Ends the line after a value that is in no collection. */
    public EdnWriter newline() throws IOException {
        if (!open.isEmpty()) {
            throw new IllegalStateException("newline within a collection");
        }
        out.write('\n');
        begun = false;
        return this;
    }

    /** Closes what it writes to. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private EdnWriter begin(char opening, char closing) throws IOException {
        if (open.size() >= EdnLimits.DEFAULT.depth()) {
            throw new IllegalArgumentException("nested more than " + EdnLimits.DEFAULT.depth() + " deep");
        }
        separate();
        out.write(opening);
        open.push(new Open(closing));
        return this;
    }

    private EdnWriter end(char closing) throws IOException {
        var last = open.peek();
        if (last == null || last.closing != closing || (closing == '}' && last.written % 2 != 0)) {
            throw new IllegalStateException("no collection that ends here with " + closing);
        }
        open.pop();
        out.write(closing);
        return this;
    }

    private void atom(String text) throws IOException {
        separate();
        out.write(text);
    }

    private void separate() throws IOException {
        var inside = open.peek();
        if (inside == null) {
            if (begun) {
                out.write(' ');
            }
            begun = true;
            return;
        }
        if (inside.written > 0) {
            out.write(inside.closing == '}' && inside.written % 2 == 0 ? ", " : " ");
        }
        inside.written++;
    }

    private static String real(double number) {
        if (Double.isNaN(number)) {
            return "##NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "##Inf" : "##-Inf";
        }
        return Double.toString(number);
    }

    private void quote(String text) throws IOException {
        out.write('"');
        int clean = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair && !mustEscape(c)) {
                continue;
            }
            if (pair) {
                i++;
                continue;
            }
            out.write(text, clean, i - clean);
            out.write(escape(c));
            clean = i + 1;
        }
        out.write(text, clean, text.length() - clean);
        out.write('"');
    }

    /** A lone surrogate would be lost in UTF-8, a control character could break a line or a terminal. */
    private static boolean mustEscape(char c) {
        return c == '"' || c == '\\' || Character.isISOControl(c) || Character.isSurrogate(c);
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> String.format(java.util.Locale.ROOT, "\\u%04x", (int) c);
        };
    }

    /** A collection that is not at its end. */
    private static final class Open {
        final char closing;
        long written;

        Open(char closing) {
            this.closing = closing;
        }
    }
}
