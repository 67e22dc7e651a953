package io.jukung.chaos.edn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of EDN (github.com/edn-format/edn), of the kinds that Jepsen's histories have. Tagged values and characters are not
 * among them; a set is read as a vector of its elements.
 */
public sealed interface Edn {

    Edn NIL = new Nil();

    record Nil() implements Edn {}

    record Bool(boolean value) implements Edn {}

    record Int(long value) implements Edn {}

    /** A floating-point number: only in results, never in operations. */
    record Real(double value) implements Edn {}

    record Text(String value) implements Edn {}

    /** Its name is without the colon; with its namespace, if any, before a slash. */
    record Keyword(String name) implements Edn {}

    record Symbol(String name) implements Edn {}

    /** A vector or list. */
    record Vector(List<Edn> elements) implements Edn {
        public Vector {
            elements = List.copyOf(elements);
        }

        public Edn at(int index) {
            return elements.get(index);
        }
    }

    /** A map; keeps the order in which it was written, which equality ignores. */
    record Dict(Map<Edn, Edn> entries) implements Edn {
        public Dict {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /** The value under a keyword; {@link Edn#NIL} if there is none. */
        public Edn get(String keyword) {
            return entries.getOrDefault(new Keyword(keyword), NIL);
        }
    }

    static Edn of(long value) {
        return new Int(value);
    }

    static Edn of(String value) {
        return new Text(value);
    }

    static Edn of(boolean value) {
        return new Bool(value);
    }

    static Edn keyword(String name) {
        return new Keyword(name);
    }

    static Edn vector(Edn... elements) {
        return new Vector(Arrays.asList(elements));
    }

    static Edn vector(List<Edn> elements) {
        return new Vector(elements);
    }

    /**
     * A map with keyword keys.
     *
     * @param pairs names and values in turn
     */
    static Edn dict(Object... pairs) {
        var entries = new LinkedHashMap<Edn, Edn>();
        for (int i = 0; i < pairs.length; i += 2) {
            entries.put(new Keyword((String) pairs[i]), (Edn) pairs[i + 1]);
        }
        return new Dict(entries);
    }
}
