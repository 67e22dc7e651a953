package io.jukung.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.DeleteOptions.Propagation;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.controllers.garbage.GarbageView.Dependent;
import io.jukung.controllers.garbage.GarbageView.Owned;
import io.jukung.controllers.garbage.GarbageView.Standing;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Trees;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GarbagePlannerTest {

    private static KubeObject object(String metadata) {
        return Trees.object(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: default, uid: x" + metadata + "}}");
    }

    private static Dependent dependent(String name, boolean blocking) {
        return dependent(name, blocking, true);
    }

    private static Dependent dependent(String name, boolean blocking, boolean owns) {
        return new Dependent(Kind.POD, Trees.object("""
                {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: default, uid: %s, ownerReferences: [{kind: ConfigMap, name: x, uid: x, blockOwnerDeletion: %s}]}}
                """.formatted(name, name, blocking)), owns);
    }

    private static List<Action> plan(KubeObject object, List<Standing> owners, Dependent... dependents) {
        var owned = owners.stream()
                .map(standing -> new Owned(
                        new OwnerReference("v1", "ConfigMap", standing.name(), standing.name(), false, true), standing))
                .toList();
        return GarbagePlanner.plan(new GarbageView(Kind.CONFIG_MAP, object, owned, List.of(dependents)))
                .actions();
    }

    private static Stream<String> deletions(List<Action> actions) {
        return actions.stream()
                .filter(Action.Delete.class::isInstance)
                .map(Action.Delete.class::cast)
                .map(delete -> delete.object().name() + " "
                        + delete.propagation().map(Propagation::wireName).orElse(""));
    }

    @Test
    void whileAnOwnerIsThereTheObjectStays() {
        assertThat(plan(object(""), List.of())).isEmpty();
        assertThat(plan(object(""), List.of(Standing.PRESENT))).isEmpty();
        var actions = plan(object(""), List.of(Standing.ABSENT, Standing.PRESENT, Standing.WAITING));
        assertThat(actions).hasSize(1);
        assertThat(((Action.Patch) actions.getFirst())
                        .patch()
                        .list("metadata", "ownerReferences")
                        .objects())
                .extracting(owner -> owner.text("uid"))
                .containsExactly("PRESENT");
    }

    @Test
    void withoutOwnersItGoes() {
        assertThat(deletions(plan(object(""), List.of(Standing.ABSENT)))).containsExactly("x Background");
        assertThat(deletions(plan(object(""), List.of(Standing.ABSENT, Standing.WAITING))))
                .containsExactly("x Background");
        assertThat(deletions(plan(object(""), List.of(Standing.WAITING), dependent("p", true))))
                .containsExactly("x Foreground");
    }

    @Test
    void inTheForegroundItWaitsForWhatBlocksIt() {
        var dying = object(", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [foregroundDeletion, mine]");
        var waiting =
                plan(dying, List.of(), dependent("p", true), dependent("q", false), dependent("leaf", true, false));
        assertThat(deletions(waiting)).containsExactly("p Foreground", "q Background", "leaf Background");
        assertThat(waiting).noneMatch(Action.Patch.class::isInstance);
        var free = plan(dying, List.of(), dependent("q", false));
        var patch = (Action.Patch) free.getLast();
        assertThat(patch.patch().list("metadata", "finalizers").texts()).containsExactly("mine");
    }

    @Test
    void orphaningItLetsAllGoFirst() {
        var dying = object(", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [orphan]");
        var actions = plan(dying, List.of(), dependent("p", true));
        assertThat(actions).hasSize(2);
        assertThat(((Action.Patch) actions.getFirst()).key().name()).isEqualTo("p");
        assertThat(((Action.Patch) actions.getLast()).key().name()).isEqualTo("x");
        assertThat(deletions(actions)).isEmpty();
    }

    @Test
    void onItsWayOutForOtherReasonsItIsLeftAlone() {
        var dying = object(", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [mine]");
        assertThat(plan(dying, List.of(Standing.ABSENT), dependent("p", true))).isEmpty();
    }
}
