package io.jukung.api.model.tree;

import java.util.LinkedHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Arbitrary trees for properties. */
public final class Trees {

    private Trees() {}

    public static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('\n', '\t', 'é', '漢', '"', '\\', '\u0001', '\u2028')
                .ofMaxLength(12);
    }

    public static Arbitrary<Value> values() {
        return values(3);
    }

    private static Arbitrary<Value> values(int depth) {
        Arbitrary<Value> scalars = Arbitraries.oneOf(
                texts().map(Value::of),
                Arbitraries.of(
                                "true",
                                "no",
                                "null",
                                "1",
                                "1.5",
                                "0x1F",
                                "1e3",
                                "~",
                                "",
                                "a: b",
                                "- x",
                                "# c",
                                "2001-01-01",
                                "<<",
                                "=",
                                "1:30")
                        .map(Value::of),
                Arbitraries.longs().map(Value::of),
                Arbitraries.doubles().map(Value::of),
                Arbitraries.of(true, false).map(Value::of),
                Arbitraries.just(Scalar.Null.NULL));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Value> objects = objects(depth).map(object -> object);
        Arbitrary<Value> lists = values(depth - 1).list().ofMaxSize(4).map(ListValue::of);
        return Arbitraries.oneOf(scalars, objects, lists);
    }

    public static Arbitrary<ObjectValue> objects() {
        return objects(3);
    }

    private static Arbitrary<ObjectValue> objects(int depth) {
        return Arbitraries.maps(texts(), values(depth - 1))
                .ofMaxSize(20)
                .map(map -> ObjectValue.of(new LinkedHashMap<>(map)));
    }
}
