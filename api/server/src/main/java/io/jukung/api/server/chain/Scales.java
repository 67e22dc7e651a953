package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code autoscaling/v1 Scale}: an object's number of replicas, read from and written into the object. Pure. */
final class Scales {

    static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

    private Scales() {}

    /** The object as the target has it: itself, or its scale. */
    static CachedObject shown(Target target, CachedObject object) {
        return target.scale()
                .map(paths -> CachedObject.unstored(of(object.tree(), paths)))
                .orElse(object);
    }

    /** The same of a tree. */
    static ObjectValue shown(Target target, ObjectValue object) {
        return target.scale().map(paths -> of(object, paths)).orElse(object);
    }

    private static ObjectValue of(ObjectValue object, Subresource.Scale paths) {
        var metadata = ObjectValue.builder();
        for (var field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.putIfPresent(field, object.at("metadata", field));
        }
        var status = ObjectValue.builder().put("replicas", whole(object, paths.statusReplicas()));
        if (object.at(path(paths.selector())) instanceof ObjectValue selector) {
            status.putIfPresent("selector", LabelSelector.of(selector).toString());
        }
        var replicas = whole(object, paths.specReplicas());
        return ObjectValue.builder()
                .put("kind", KIND.kind())
                .put("apiVersion", KIND.apiVersion())
                .put("metadata", metadata.build())
                .put("spec", replicas == 0 ? ObjectValue.empty() : ObjectValue.of("replicas", Value.of(replicas)))
                .put("status", status.build())
                .build();
    }

    /** The present object with what was written to the target: that itself, or a scale's number and preconditions. */
    static ObjectValue into(Target target, CachedObject present, ObjectValue written) {
        return target.scale().map(paths -> into(present, written, paths)).orElse(written);
    }

    private static ObjectValue into(CachedObject present, ObjectValue scale, Subresource.Scale paths) {
        var object = present.tree().withAt(replicas(scale), path(paths.specReplicas()));
        var revision = scale.text("metadata", "resourceVersion");
        return revision.isEmpty() ? object : object.withAt(Value.of(revision), "metadata", "resourceVersion");
    }

    /** What an applied scale states of the object; what is applied to the object itself stays as it is. */
    static ObjectValue configuration(Target target, ObjectValue applied) {
        return target.scale()
                .map(paths -> configuration(target.definition().groupVersionKind(), applied, paths))
                .orElse(applied);
    }

    private static ObjectValue configuration(GroupVersionKind kind, ObjectValue scale, Subresource.Scale paths) {
        var stated = ObjectValue.builder()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kind())
                .put("metadata", scale.object("metadata"))
                .build();
        return scale.object("spec").has("replicas")
                ? stated.withAt(replicas(scale), path(paths.specReplicas()))
                : stated;
    }

    private static Value replicas(ObjectValue scale) {
        long replicas = scale.whole(0, "spec", "replicas");
        if (replicas < 0) {
            throw Rejection.invalid(
                    KIND,
                    scale.text("metadata", "name"),
                    List.of(FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
        }
        return Value.of(replicas);
    }

    private static long whole(ObjectValue object, List<String> path) {
        @Nullable Value value = object.at(path(path));
        return value instanceof Scalar.Whole(var number) ? number : 0;
    }

    private static String[] path(List<String> path) {
        return path.toArray(new String[0]);
    }
}
