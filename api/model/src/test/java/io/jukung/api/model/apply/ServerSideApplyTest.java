package io.jukung.api.model.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSideApplyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

    private static ObjectSchema kind(String apiVersion, String kind) {
        return Schemas.kubernetes().find(GroupVersionKind.of(apiVersion, kind)).orElseThrow();
    }

    private static final ObjectSchema CONFIG_MAP = kind("v1", "ConfigMap");
    private static final ObjectSchema POD = kind("v1", "Pod");

    private static ObjectValue json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Write write(ObjectSchema schema, String manager) {
        return new Write(schema, manager, "v1", "", NOW, List.of(List.of("status")));
    }

    private static ObjectValue apply(
            ObjectValue live, ObjectSchema schema, String manager, boolean force, String text) {
        var applied = ServerSideApply.apply(live, json(text), write(schema, manager), force)
                .object();
        return ObjectDecoder.decode(schema, applied).object();
    }

    private static ObjectValue create(ObjectSchema schema, String manager, String text) {
        return apply(ObjectDecoder.unsetObject(schema), schema, manager, false, text);
    }

    private static ObjectValue fields(ObjectValue object, int entry) {
        return object.list("metadata", "managedFields").objects().get(entry).object("fieldsV1");
    }

    @Test
    void theApplierOwnsWhatItStates() {
        var created = create(CONFIG_MAP, "m", "{'metadata':{'name':'a','labels':{'x':'y'}},'data':{'k':'1'}}");

        assertThat(created.list("metadata", "managedFields").objects())
                .containsExactly(
                        json("{'manager':'m','operation':'Apply','apiVersion':'v1','time':'2026-01-01T00:00:00Z',"
                                + "'fieldsType':'FieldsV1',"
                                + "'fieldsV1':{'f:data':{'f:k':{}},'f:metadata':{'f:labels':{'f:x':{}}}}}"));
    }

    @Test
    void whatIsNotStatedAnyMoreGoes() {
        var first = create(CONFIG_MAP, "m", "{'data':{'k':'1','j':'1'}}");
        var second = apply(first, CONFIG_MAP, "m", false, "{'data':{'k':'1'}}");
        var third = apply(second, CONFIG_MAP, "m", false, "{}");

        assertThat(second.object("data")).isEqualTo(json("{'k':'1'}"));
        assertThat(third.has("data")).isFalse();
        assertThat(third.object("metadata").has("managedFields")).isFalse();
    }

    @Test
    void whatAnotherOwnsStays() {
        var first = create(CONFIG_MAP, "a", "{'data':{'k':'1'}}");
        var shared = apply(first, CONFIG_MAP, "b", false, "{'data':{'k':'1'}}");
        var left = apply(shared, CONFIG_MAP, "a", false, "{'data':{}}");

        assertThat(shared.list("metadata", "managedFields").size()).isEqualTo(2);
        assertThat(left.object("data")).isEqualTo(json("{'k':'1'}"));
    }

    @Test
    void anotherValueIsAConflictUnlessForced() {
        var first = create(CONFIG_MAP, "a", "{'data':{'k':'1','l':'1'}}");

        assertThatThrownBy(() -> apply(first, CONFIG_MAP, "b", false, "{'data':{'k':'2'}}"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.conflicts())
                                .containsExactly(new ConflictException.Conflict("\"a\"", ".data.k")))
                .hasMessage("Apply failed with 1 conflict: conflict with \"a\": .data.k");
        assertThatThrownBy(() -> apply(first, CONFIG_MAP, "b", false, "{'data':{'k':'2','l':'2'}}"))
                .hasMessage("Apply failed with 2 conflicts: conflicts with \"a\":\n- .data.k\n- .data.l");
        var forced = apply(first, CONFIG_MAP, "b", true, "{'data':{'k':'2'}}");
        assertThat(forced.text("data", "k")).isEqualTo("2");
        assertThat(fields(forced, 0)).isEqualTo(json("{'f:data':{'f:l':{}}}"));
        assertThat(fields(forced, 1)).isEqualTo(json("{'f:data':{'f:k':{}}}"));
    }

    @Test
    void listsAreSharedByTheirKeysAndDefaultsOfKeysCount() {
        var first = create(
                POD,
                "a",
                "{'spec':{'containers':[{'name':'x','image':'i','ports':[{'containerPort':80,'protocol':'TCP'}]}]}}");
        var second = apply(
                first,
                POD,
                "b",
                false,
                "{'spec':{'containers':[{'name':'y','image':'j'},"
                        + "{'name':'x','ports':[{'containerPort':80,'name':'web'}]}]}}");

        var containers = second.list("spec", "containers").objects();
        assertThat(containers).extracting(container -> container.text("name")).containsExactly("y", "x");
        assertThat(containers.get(1).list("ports").objects())
                .containsExactly(json("{'containerPort':80,'protocol':'TCP','name':'web'}"));
        assertThat(fields(second, 1).object("f:spec", "f:containers", "k:{\"name\":\"x\"}", "f:ports"))
                .isEqualTo(json("{'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
                        + "{'.':{},'f:containerPort':{},'f:name':{}}}".replace("\\'", "\\\"")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'kind':'Pod','apiVersion':'v1','metadata':{'name':'p'},'bogus':1} | failed to create typed patch object (/p; /v1, Kind=Pod): .bogus: field not declared in schema
                    {'spec':{'containers':[{'name':'a'},{'name':'a'}]}} | failed to create typed patch object (/; /, Kind=): .spec.containers: duplicate entries for key [name="a"]
                    {'spec':{'containers':{}}} | failed to create typed patch object (/; /, Kind=): .spec.containers: expected list, got &value.valueUnstructured{Value:{}}
                    {'metadata':{'managedFields':[]}} | metadata.managedFields must be nil
                    """)
    void refusesWhatDoesNotFitTheSchema(String applied, String message) {
        assertThatThrownBy(() -> create(POD, "m", applied))
                .isInstanceOf(ApplyException.class)
                .hasMessage(message);
    }

    @Test
    void anUpdateTakesOverWhatItChanges() {
        var applied = create(CONFIG_MAP, "a", "{'data':{'k':'1','l':'1'}}");
        var updated =
                ManagedFields.afterUpdate(applied, applied.withAt(json("{'k':'2'}"), "data"), write(CONFIG_MAP, "u"));

        assertThat(updated.list("metadata", "managedFields").objects())
                .extracting(entry -> entry.text("manager") + " " + entry.text("operation"))
                .containsExactly("u Update");
        assertThat(fields(updated, 0)).isEqualTo(json("{'f:data':{'f:k':{}}}"));
    }

    @Test
    void anUpdateThatChangesNothingLeavesOwnershipAlone() {
        var applied = create(CONFIG_MAP, "a", "{'data':{'k':'1'}}");

        assertThat(ManagedFields.afterUpdate(applied, applied, write(CONFIG_MAP, "u")))
                .isEqualTo(applied);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"[]", "[{}]"})
    void ownershipCanBeReset(String managedFields) {
        var applied = create(CONFIG_MAP, "a", "{'data':{'k':'1'}}");
        var reset = json("{'m':" + managedFields + "}").list("m");

        var updated = ManagedFields.afterUpdate(
                applied, applied.withAt(reset, "metadata", "managedFields"), write(CONFIG_MAP, "u"));

        assertThat(updated.object("metadata").has("managedFields")).isFalse();
    }

    @Test
    void manyUpdatersAreSummedUp() {
        var object = ObjectDecoder.unsetObject(CONFIG_MAP);
        for (int i = 0; i < 30; i++) {
            object = ManagedFields.afterUpdate(
                    object,
                    object.withAt(io.jukung.api.model.tree.Value.of("v"), "data", "k" + i),
                    write(CONFIG_MAP, "m" + i));
        }

        assertThat(object.list("metadata", "managedFields").size()).isEqualTo(ManagedFields.MAX_UPDATERS);
        assertThat(object.list("metadata", "managedFields").objects().getFirst().text("manager"))
                .isEqualTo(ManagedFields.ANCIENT);
    }

    @Test
    void kubectlTakesOverWhatItStatedOnTheClientSide() {
        var live = json("{'metadata':{'annotations':{}},'data':{'k':'1'}}")
                .withAt(
                        io.jukung.api.model.tree.Value.of("{\"data\":{\"k\":\"1\"}}"),
                        "metadata",
                        "annotations",
                        "kubectl.kubernetes.io/last-applied-configuration");
        var owned = ManagedFields.afterUpdate(
                ObjectDecoder.unsetObject(CONFIG_MAP), live, write(CONFIG_MAP, "kubectl-client-side-apply"));

        var applied = apply(owned, CONFIG_MAP, "kubectl", false, "{'data':{'k':'2'}}");

        assertThat(applied.text("data", "k")).isEqualTo("2");
        assertThat(applied.object("metadata", "annotations").fields())
                .containsValue(io.jukung.api.model.tree.Value.of("{\"data\":{\"k\":\"2\"}}\n"));
    }
}
