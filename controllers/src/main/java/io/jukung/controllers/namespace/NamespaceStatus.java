package io.jukung.controllers.namespace;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Conditions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The conditions that tell why a namespace is not gone yet, with Kubernetes' types, reasons and messages. */
final class NamespaceStatus {

    private NamespaceStatus() {}

    /** A merge patch of the status; empty when it says all that already. */
    static Optional<ObjectValue> patch(NamespaceView view) {
        var before = view.namespace().tree().list("status", "conditions");
        var conditions = before;
        conditions = set(
                view,
                conditions,
                "NamespaceDeletionDiscoveryFailure",
                "False",
                "ResourcesDiscovered",
                "All resources successfully discovered");
        conditions = set(
                view,
                conditions,
                "NamespaceDeletionGroupVersionParsingFailure",
                "False",
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed");
        conditions = view.failures().isEmpty()
                ? set(
                        view,
                        conditions,
                        "NamespaceDeletionContentFailure",
                        "False",
                        "ContentDeleted",
                        "All content successfully deleted, may be waiting on finalization")
                : set(
                        view,
                        conditions,
                        "NamespaceDeletionContentFailure",
                        "True",
                        "ContentDeletionFailed",
                        "Failed to delete all resource types, "
                                + view.failures().size() + " remaining: "
                                + String.join(", ", view.failures().values()));
        conditions = remaining(view, conditions);
        conditions = finalizers(view, conditions);
        return conditions.equals(before)
                ? Optional.empty()
                : Optional.of(ObjectValue.of("status", ObjectValue.of("conditions", conditions)));
    }

    private static ListValue remaining(NamespaceView view, ListValue conditions) {
        if (view.content().isEmpty()) {
            return set(
                    view,
                    conditions,
                    "NamespaceContentRemaining",
                    "False",
                    "ContentRemoved",
                    "All content successfully removed");
        }
        var counts = new TreeMap<String, Integer>();
        view.content()
                .forEach((kind, objects) -> counts.put(
                        kind.resource().resource() + "." + kind.resource().group(), objects.size()));
        var list = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " has " + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return set(
                view,
                conditions,
                "NamespaceContentRemaining",
                "True",
                "SomeResourcesRemain",
                "Some resources are remaining: " + list);
    }

    private static ListValue finalizers(NamespaceView view, ListValue conditions) {
        var counts = new TreeMap<String, Long>();
        view.content().values().stream()
                .flatMap(List::stream)
                .map(KubeObject::finalizers)
                .flatMap(List::stream)
                .forEach(finalizer -> counts.merge(finalizer, 1L, Long::sum));
        if (counts.isEmpty()) {
            return set(
                    view,
                    conditions,
                    "NamespaceFinalizersRemaining",
                    "False",
                    "ContentHasNoFinalizers",
                    "All content-preserving finalizers finished");
        }
        var list = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return set(
                view,
                conditions,
                "NamespaceFinalizersRemaining",
                "True",
                "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: " + list);
    }

    private static ListValue set(
            NamespaceView view, ListValue conditions, String type, String status, String reason, String message) {
        var present = Conditions.find(conditions, type);
        if (present.filter(old -> old.text("status").equals(status)
                        && old.text("reason").equals(reason)
                        && old.text("message").equals(message))
                .isPresent()) {
            return conditions;
        }
        var since = present.filter(old -> old.text("status").equals(status))
                .<Value>map(old -> Value.of(old.text("lastTransitionTime")))
                .orElse(Conditions.time(view.now()));
        return Conditions.replace(
                conditions,
                ObjectValue.builder()
                        .put("type", type)
                        .put("status", status)
                        .put("lastTransitionTime", since)
                        .put("reason", reason)
                        .put("message", message)
                        .build());
    }
}
