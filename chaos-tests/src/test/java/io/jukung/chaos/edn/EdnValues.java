package io.jukung.chaos.edn;

import java.util.LinkedHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Any value that can be written. */
final class EdnValues {

    private static final String MARKS = ".*+!-_?$%&=<>|";

    private EdnValues() {}

    static Arbitrary<Edn> any() {
        return nested(3);
    }

    static Arbitrary<String> names() {
        var first = Arbitraries.chars().range('a', 'z').range('A', 'Z').with(MARKS.toCharArray());
        var rest = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars(MARKS + "#'")
                .ofMaxLength(6);
        var part = first.flatMap(head -> rest.map(tail -> head + tail));
        return Arbitraries.oneOf(part, part.flatMap(space -> part.map(name -> space + "/" + name)));
    }

    private static Arbitrary<Edn> atoms() {
        return Arbitraries.oneOf(
                Arbitraries.just(Edn.NIL),
                Arbitraries.of(true, false).map(Edn.Bool::new),
                Arbitraries.longs().map(Edn.Int::new),
                Arbitraries.doubles().map(Edn.Real::new),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE)
                        .map(Edn.Real::new),
                Arbitraries.strings().all().ofMaxLength(12).map(Edn.Text::new),
                Arbitraries.strings().ascii().ofMaxLength(12).map(Edn.Text::new),
                names().map(Edn.Keyword::new),
                names().filter(EdnName::isSymbol).map(Edn.Symbol::new));
    }

    private static Arbitrary<Edn> nested(int depth) {
        if (depth == 0) {
            return atoms();
        }
        var inner = nested(depth - 1);
        return Arbitraries.oneOf(
                atoms(),
                inner.list().ofMaxSize(4).map(Edn.Vector::new),
                Arbitraries.maps(inner, inner).ofMaxSize(4).map(map -> new Edn.Dict(new LinkedHashMap<>(map))));
    }
}
