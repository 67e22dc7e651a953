package io.jukung.chaos.edn;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads EDN values one after the other, and the elements of a collection too if it is asked to, so that a long one need not be
 * in memory. What it cannot read (tagged values, characters, ratios, numbers out of range) and what is past its limits is an
 * {@link EdnException} that says where. Not for use by several threads.
 */
public final class EdnReader implements Closeable {

    private final EdnLimits limits;
    private final EdnChars chars;
    private final EdnAtoms atoms;
    private final Deque<Character> open = new ArrayDeque<>();

    public EdnReader(Reader in) {
        this(in, EdnLimits.DEFAULT);
    }

    public EdnReader(Reader in, EdnLimits limits) {
        this.limits = limits;
        this.chars = new EdnChars(in);
        this.atoms = new EdnAtoms(chars, limits.chars());
    }

    /** The one value in a text. */
    public static Edn parse(String text) throws EdnException {
        try (var reader = new EdnReader(new StringReader(text))) {
            var value = reader.read();
            if (reader.hasNext()) {
                throw reader.error("expected nothing after the value");
            }
            return value;
        } catch (EdnException e) {
            throw e;
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** Whether another element comes in the innermost collection that was begun; outside of all, whether another value does. */
    public boolean hasNext() throws IOException {
        skipBlank();
        int next = chars.peek();
        var closing = open.peek();
        if (next < 0) {
            if (closing != null) {
                throw error("end of text, expected " + closing);
            }
            return false;
        }
        if (next == ')' || next == ']' || next == '}') {
            if (closing == null || closing != next) {
                throw error("unexpected " + (char) next + (closing == null ? "" : ", expected " + closing));
            }
            return false;
        }
        return true;
    }

    /** Whether the next value is a map, to be begun or read. */
    public boolean nextIsMap() throws IOException {
        return hasNext() && chars.peek() == '{';
    }

    /** Whether the next value is a vector or list, to be begun or read. */
    public boolean nextIsVector() throws IOException {
        return hasNext() && (chars.peek() == '[' || chars.peek() == '(');
    }

    /** The next value, wholly. */
    public Edn read() throws IOException {
        if (!hasNext()) {
            throw error("expected a value");
        }
        chars.mark();
        return switch (chars.peek()) {
            case '{' -> dict();
            case '[', '(' -> vector();
            case '#' -> dispatched();
            default -> atoms.read();
        };
    }

    public void beginMap() throws IOException {
        if (!nextIsMap()) {
            throw error("expected a map");
        }
        begin();
    }

    /** After its last value, when {@link #hasNext} is false. */
    public void endMap() throws IOException {
        end("map");
    }

    public void beginVector() throws IOException {
        if (!nextIsVector()) {
            throw error("expected a vector");
        }
        begin();
    }

    public void endVector() throws IOException {
        end("vector");
    }

    /** A key of the map that was begun, without the colon. */
    public String readKeyword() throws IOException {
        if (read() instanceof Edn.Keyword(var name)) {
            return name;
        }
        throw chars.errorAtMark("expected a keyword");
    }

    /** An error at the place where reading stands. */
    public EdnException error(String problem) {
        return chars.error(problem);
    }

    @Override
    public void close() throws IOException {
        chars.close();
    }

    private void begin() throws IOException {
        if (open.size() >= limits.depth()) {
            throw error("nested more than " + limits.depth() + " deep");
        }
        open.push(
                switch (chars.next()) {
                    case '{' -> '}';
                    case '[' -> ']';
                    default -> ')';
                });
    }

    private void end(String what) throws IOException {
        if (open.isEmpty() || hasNext()) {
            throw error("expected the end of the " + what);
        }
        chars.next();
        open.pop();
    }

    private Edn vector() throws IOException {
        begin();
        var elements = elements();
        end("vector");
        return new Edn.Vector(elements);
    }

    private List<Edn> elements() throws IOException {
        var elements = new ArrayList<Edn>();
        while (hasNext()) {
            if (elements.size() >= limits.elements()) {
                throw error("more than " + limits.elements() + " elements");
            }
            elements.add(read());
        }
        return elements;
    }

    private Edn dict() throws IOException {
        begin();
        var entries = new LinkedHashMap<Edn, Edn>();
        while (hasNext()) {
            if (entries.size() >= limits.elements()) {
                throw error("more than " + limits.elements() + " entries");
            }
            var key = read();
            if (!hasNext()) {
                throw error("expected a value for the map's last key");
            }
            if (entries.put(key, read()) != null) {
                throw error("a key is in the map twice: " + brief(key));
            }
        }
        end("map");
        return new Edn.Dict(entries);
    }

    private Edn dispatched() throws IOException {
        chars.next();
        return switch (chars.peek()) {
            case '{' -> vector();
            case '#' -> {
                chars.next();
                yield atoms.special();
            }
            default -> throw chars.errorAtMark("tagged values and the like after # are not read");
        };
    }

    /** White space, commas, comments, and values after {@code #_}. */
    private void skipBlank() throws IOException {
        while (true) {
            int c = chars.peek();
            if (c == ',' || (c >= 0 && Character.isWhitespace(c))) {
                chars.next();
            } else if (c == ';') {
                while (chars.peek() >= 0 && chars.peek() != '\n') {
                    chars.next();
                }
            } else if (c == '#' && chars.peekSecond() == '_') {
                discard();
            } else {
                return;
            }
        }
    }

    private void discard() throws IOException {
        if (open.size() >= limits.depth()) {
            throw error("nested more than " + limits.depth() + " deep");
        }
        chars.next();
        chars.next();
        var outside = open.peek();
        open.push(outside == null ? ' ' : outside);
        try {
            read();
        } finally {
            open.pop();
        }
    }

    private static String brief(Edn value) {
        var text = EdnWriter.toString(value);
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
