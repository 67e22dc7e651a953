package io.jukung.api.server.kinds.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;

/** Rules of EndpointSlices. */
final class EndpointSliceStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object.mapEach("ports", port -> {
            var named = port.has("name") ? port : port.with("name", Value.of(""));
            return named.has("protocol") ? named : named.with("protocol", Value.of("TCP"));
        });
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return ObjectMetaRules.withGeneration(stored(object), 1);
    }

    /** A list without items is stored as none, though whoever wrote it owns it: Kubernetes shows both as null. */
    private static ObjectValue stored(ObjectValue slice) {
        return slice.list("endpoints").isEmpty() ? slice.with("endpoints", Scalar.Null.NULL) : slice;
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return EndpointSliceValidation.contents(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    /** There is no spec: everything but the metadata counts for the generation, and the labels. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue written, ObjectValue old) {
        var object = stored(written);
        long before = new KubeObject(old).generation();
        boolean changed = !object.without("metadata").equals(old.without("metadata"))
                || !object.object("metadata", "labels").equals(old.object("metadata", "labels"));
        return ObjectMetaRules.withGeneration(object, changed ? before + 1 : before);
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return EndpointSliceValidation.update(object, old).after(ObjectMetaRules.updateOfWhole(object, old));
    }
}
