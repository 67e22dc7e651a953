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

    static ObjectValue of(ObjectValue object, Subresource.Scale paths) {
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

    /** The object with the scale's number of replicas, and its precondition. */
    static ObjectValue into(CachedObject present, ObjectValue scale, Subresource.Scale paths, String name) {
        var named = scale.text("metadata", "name");
        if (!named.equals(name)) {
            throw Rejection.badRequest(
                    named.isEmpty()
                            ? "the name of the object (" + name + " based on URL) was undeterminable: name must be"
                                    + " provided"
                            : "the name of the object (" + named + ") does not match the name on the URL (" + name
                                    + ")");
        }
        long replicas = scale.whole(0, "spec", "replicas");
        if (replicas < 0) {
            throw Rejection.invalid(
                    KIND,
                    name,
                    List.of(FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
        }
        var object = present.tree().withAt(Value.of(replicas), path(paths.specReplicas()));
        var revision = scale.text("metadata", "resourceVersion");
        var uid = scale.text("metadata", "uid");
        object = revision.isEmpty() ? object : object.withAt(Value.of(revision), "metadata", "resourceVersion");
        return uid.isEmpty() ? object : object.withAt(Value.of(uid), "metadata", "uid");
    }

    private static long whole(ObjectValue object, List<String> path) {
        @Nullable Value value = object.at(path(path));
        return value instanceof Scalar.Whole(var number) ? number : 0;
    }

    private static String[] path(List<String> path) {
        return path.toArray(new String[0]);
    }
}
