package io.jukung.api.server.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KindsTest {

    private static final ObjectValue BARE =
            (ObjectValue) Json.read("{\"metadata\":{\"name\":\"m\",\"namespace\":\"n\"}}");

    static List<ResourceDefinition> kinds() {
        return Kinds.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void defaultingTwiceChangesNothing(ResourceDefinition kind) {
        var once = kind.strategy().applyDefaults(BARE);
        assertThat(kind.strategy().applyDefaults(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aNameOutOfItsGrammarIsReported(ResourceDefinition kind) {
        var object = kind.strategy().prepareForCreate(kind.strategy().applyDefaults((ObjectValue)
                Json.read("{\"metadata\":{\"name\":\"\"}}")));
        assertThat(kind.strategy().validateCreate(object))
                .anySatisfy(error -> assertThat(error)
                        .hasToString("metadata.name: Required value: name or generateName is required"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void identityDoesNotChange(ResourceDefinition kind) {
        var old = kind.strategy().applyDefaults(BARE);
        var renamed = old.withAt(Value.of("other"), "metadata", "name");
        assertThat(kind.strategy().validateUpdate(renamed, old))
                .anySatisfy(error ->
                        assertThat(error).hasToString("metadata.name: Invalid value: \"other\": field is immutable"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyColumnCanShowAnObjectThatSaysNothing(ResourceDefinition kind) {
        assertThat(kind.columns())
                .isNotEmpty()
                .allSatisfy(column ->
                        assertThat(column.cell().of(BARE, Instant.EPOCH)).isNotNull());
        assertThat(kind.selectableFields())
                .allSatisfy(field -> assertThat(field.value().apply(BARE)).isNotNull());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void hasASchema(ResourceDefinition kind) {
        assertThat(Schemas.kubernetes().find(kind.groupVersionKind())).isPresent();
    }

    @Test
    void noTwoResourcesShareAName() {
        assertThat(Kinds.all().stream().map(kind -> kind.groupVersionResource().qualifiedResource()))
                .doesNotHaveDuplicates();
    }
}
