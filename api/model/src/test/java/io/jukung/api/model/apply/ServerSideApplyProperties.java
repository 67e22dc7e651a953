package io.jukung.api.model.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ServerSideApplyProperties {

    private static final ObjectSchema POD =
            Schemas.kubernetes().find(new GroupVersionKind("", "v1", "Pod")).orElseThrow();

    @Provide
    Arbitrary<ObjectValue> configurations() {
        var names = Arbitraries.of("a", "b", "c");
        var labels = Arbitraries.maps(names, names).ofMaxSize(3).map(ObjectValue::ofTexts);
        var container = Combinators.combine(names, names)
                .as((name, image) -> ObjectValue.builder()
                        .put("name", name)
                        .put("image", image)
                        .build());
        var containers = container
                .list()
                .uniqueElements(item -> item.text("name"))
                .ofMaxSize(3)
                .map(ListValue::of);
        return Combinators.combine(labels, containers, names.set().ofMaxSize(2), names)
                .as((label, items, finalizers, host) -> ObjectValue.empty()
                        .withAt(label, "metadata", "labels")
                        .withAt(ListValue.ofTexts(finalizers), "metadata", "finalizers")
                        .withAt(items, "spec", "containers")
                        .withAt(Value.of(host), "spec", "hostname"));
    }

    private static ObjectValue apply(ObjectValue live, ObjectValue applied, String manager) {
        var write = new Write(POD, manager, "v1", "", Instant.EPOCH, List.of());
        return ObjectDecoder.decode(
                        POD, ServerSideApply.apply(live, applied, write, true).object())
                .object();
    }

    private static ObjectValue unset() {
        return ObjectDecoder.unsetObject(POD);
    }

    @Property(tries = 200)
    void applyingTwiceIsApplyingOnce(
            @ForAll("configurations") ObjectValue other, @ForAll("configurations") ObjectValue mine) {
        var once = apply(apply(unset(), other, "other"), mine, "me");

        assertThat(apply(once, mine, "me")).isEqualTo(once);
    }

    @Property(tries = 200)
    void whatIsAppliedIsThere(@ForAll("configurations") ObjectValue other, @ForAll("configurations") ObjectValue mine) {
        var result = apply(apply(unset(), other, "other"), mine, "me");

        assertThat(result.text("spec", "hostname")).isEqualTo(mine.text("spec", "hostname"));
        assertThat(result.object("metadata", "labels").fields())
                .containsAllEntriesOf(mine.object("metadata", "labels").fields());
        assertThat(result.list("spec", "containers").items())
                .containsAll(mine.list("spec", "containers").items().stream()
                        .map(item -> ((ObjectValue) item).with("resources", ObjectValue.empty()))
                        .toList());
    }

    @Property(tries = 200)
    void whoAppliesNothingLeavesNothingBehind(
            @ForAll("configurations") ObjectValue other, @ForAll("configurations") ObjectValue mine) {
        var alone = apply(unset(), other, "other");
        var gone = apply(apply(alone, mine, "me"), ObjectValue.empty(), "me");

        assertThat(gone.list("metadata", "managedFields").objects())
                .noneMatch(entry -> entry.text("manager").equals("me"));
        assertThat(gone.list("spec", "containers").texts().size())
                .isLessThanOrEqualTo(alone.list("spec", "containers").size());
    }

    @Property(tries = 200)
    void fieldSetsSurviveTheirDocument(@ForAll("configurations") ObjectValue mine) {
        var set = OwnedFields.of(mine, new Shape(POD, false));

        assertThat(FieldSet.of(set.toTree())).isEqualTo(set);
        assertThat(set.difference(set)).isEqualTo(FieldSet.EMPTY);
        assertThat(set.intersection(set)).isEqualTo(set);
        assertThat(set.union(FieldSet.EMPTY)).isEqualTo(set);
    }
}
