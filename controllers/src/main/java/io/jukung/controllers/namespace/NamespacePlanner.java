package io.jukung.controllers.namespace;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From what a dying namespace holds to what is deleted next. */
final class NamespacePlanner {

    static final String FINALIZER = "kubernetes";

    /** Between two looks at what is still there: its end is not watched. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private NamespacePlanner() {}

    static Plan plan(NamespaceView view) {
        var namespace = view.namespace();
        var finalizers = namespace.spec().list("finalizers").texts();
        if (!namespace.beingDeleted() || !finalizers.contains(FINALIZER)) {
            return Plan.nothing();
        }
        var actions = new ArrayList<Action>();
        NamespaceStatus.patch(view)
                .ifPresent(patch -> actions.add(Action.Patch.of(Kind.NAMESPACE, namespace, "status", patch)));
        if (view.content().isEmpty() && view.failures().isEmpty()) {
            actions.add(new Action.Replace(Kind.NAMESPACE, finalized(namespace, finalizers), "finalize"));
            return Plan.of(actions);
        }
        // Pods go before what protects or serves them, such as the policies and Services of the namespace.
        var first = view.content().get(Kind.POD);
        var next = first == null ? view.content() : Map.of(Kind.POD, first);
        next.forEach((kind, objects) -> objects.stream()
                .filter(object -> !object.beingDeleted())
                .forEach(object -> actions.add(Action.Delete.of(kind, object))));
        return new Plan(actions, Optional.of(PAUSE));
    }

    /** Without our finalizer; no version, as the status may just have been written. */
    private static KubeObject finalized(KubeObject namespace, List<String> finalizers) {
        var left = finalizers.stream().filter(name -> !name.equals(FINALIZER)).toList();
        return new KubeObject(namespace
                .tree()
                .withoutAt("metadata", "resourceVersion")
                .withAt(ListValue.ofTexts(left), "spec", "finalizers"));
    }
}
