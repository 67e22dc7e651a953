package io.jukung.api.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ObjectValueTest {

    @Provide
    Arbitrary<ObjectValue> objects() {
        return Trees.objects();
    }

    @Provide
    Arbitrary<Value> values() {
        return Trees.values();
    }

    @Provide
    Arbitrary<String> texts() {
        return Trees.texts();
    }

    @Property(tries = 200)
    void equalityIgnoresTheOrderOfFields(@ForAll("objects") ObjectValue object, @ForAll long seed) {
        var entries = new ArrayList<>(object.fields().entrySet());
        Collections.shuffle(entries, new Random(seed));
        var builder = ObjectValue.builder();
        entries.forEach(entry -> builder.put(entry.getKey(), entry.getValue()));
        var shuffled = builder.build();
        assertThat(shuffled).isEqualTo(object).hasSameHashCodeAs(object);
    }

    @Property(tries = 200)
    void behavesAsAMapOfItsFields(
            @ForAll("objects") ObjectValue object, @ForAll("texts") String name, @ForAll("values") Value value) {
        var expected = new LinkedHashMap<>(object.fields());
        expected.put(name, value);
        var with = object.with(name, value);
        assertThat(List.copyOf(with.fields().entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
        assertThat(with.get(name)).isEqualTo(value);
        expected.remove(name);
        var without = with.without(name);
        assertThat(List.copyOf(without.names())).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(without.has(name)).isFalse();
        assertThat(object.names())
                .allSatisfy(field -> assertThat(object.has(field)).isTrue());
    }

    @Test
    void keepsTheOrderOfFieldsAndThePlaceOfAChangedOne() {
        var object = ObjectValue.builder().put("b", 1).put("a", 2).put("c", 3).build();
        assertThat(object.with("a", Value.of(9)).names()).containsExactly("b", "a", "c");
        assertThat(object.without("b").names()).containsExactly("a", "c");
    }

    @Test
    void anUnchangedCopyIsTheSameInstance() {
        var object = ObjectValue.builder().put("a", "x").build();
        assertThat(object.with("a", Value.of("x"))).isSameAs(object);
        assertThat(object.without("b")).isSameAs(object);
        assertThat(object.withoutAt("a", "b")).isSameAs(object);
    }

    @Test
    void aBuilderStartedFromAnObjectLeavesItAlone() {
        var object = ObjectValue.builder().put("a", 1).put("b", 2).build();
        var copy = object.toBuilder().put("a", 5).put("c", 3).remove("b").build();
        assertThat(object).isEqualTo(ObjectValue.of(Map.of("a", Value.of(1), "b", Value.of(2))));
        assertThat(copy).isEqualTo(ObjectValue.of(Map.of("a", Value.of(5), "c", Value.of(3))));
    }

    @Test
    void findsFieldsAmongThousands() {
        var builder = ObjectValue.builder();
        for (int i = 0; i < 5000; i++) {
            builder.put("key-" + i, i);
        }
        builder.put("key-17", -1);
        var object = builder.remove("key-18").build();
        assertThat(object.size()).isEqualTo(4999);
        assertThat(object.whole(0, "key-17")).isEqualTo(-1);
        assertThat(object.whole(0, "key-4999")).isEqualTo(4999);
        assertThat(object.has("key-18")).isFalse();
    }

    @Test
    void writesDeepPaths() {
        var object = ObjectValue.empty().withAt(Value.of("x"), "a", "b", "c");
        assertThat(object.text("a", "b", "c")).isEqualTo("x");
        assertThat(object.text("a", "b", "c", "d")).isEmpty();
        assertThat(object.withoutAt("a", "b", "c").object("a").has("b")).isTrue();
    }

    @Test
    void wholeAndRealNumbersDiffer() {
        assertThat(Value.of(1)).isNotEqualTo(Value.of(1.0));
        assertThat(Value.of(5)).isSameAs(Value.of(5));
    }
}
