package io.jukung.api.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InternerTest {

    private static ObjectValue container(String image) {
        return ObjectValue.builder()
                .put("name", "web")
                .put("image", image)
                .put("args", ListValue.of(Value.of("-v"), Value.of(4096)))
                .build();
    }

    @Provide
    Arbitrary<Value> values() {
        return Trees.values();
    }

    @Property(tries = 300)
    void changesNothingThatIsSaid(@ForAll("values") Value value) {
        var tiny = new Interner(4);
        for (var interner : List.of(tiny, Interner.shared())) {
            var interned = interner.intern(value);
            assertThat(interned).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(interned.toString()).isEqualTo(value.toString());
        }
    }

    @Test
    void equalPartsOfDifferentObjectsAreOneInstance() {
        var interner = new Interner(1024);
        var one = interner.intern(container("nginx:1"));
        var two = interner.intern(container("nginx:2"));
        assertThat(one).isNotEqualTo(two);
        assertThat(one.get("args")).isSameAs(two.get("args"));
        assertThat(one.get("name")).isSameAs(two.get("name"));
        assertThat(one.shape).isSameAs(two.shape);
        assertThat(interner.intern(container("nginx:1"))).isSameAs(one);
    }

    @Test
    void theOrderOfFieldsSurvivesAnEqualObjectInAnotherOrder() {
        var interner = new Interner(1024);
        interner.intern(ObjectValue.builder().put("a", 1).put("b", 2).build());
        var other =
                interner.intern(ObjectValue.builder().put("b", 2).put("a", 1).build());
        assertThat(other.names()).containsExactly("b", "a");
    }

    @Test
    void capacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new Interner(1000)).hasMessageContaining("1000");
    }
}
