package io.jukung.api.server.kinds.event;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;

/** Rules of Events. */
final class EventStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    /** An event lives in the namespace of what it is about, or in {@code default} for cluster-wide objects. */
    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return namespace(object).after(ObjectMetaRules.createWithAnyFinalizer(object, Scope.NAMESPACED, NameRule.ANY));
    }

    private static Findings namespace(ObjectValue object) {
        var findings = new Findings();
        var namespace = object.text("metadata", "namespace");
        var about = object.text("involvedObject", "namespace");
        boolean matches =
                about.isEmpty() ? namespace.isEmpty() || namespace.equals("default") : about.equals(namespace);
        if (!matches) {
            findings.invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
        if (!namespace.isEmpty()) {
            findings.each("namespace", namespace, Names.dns1123Subdomain(namespace));
        }
        return findings;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return object;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return namespace(object).after(ObjectMetaRules.update(object, old));
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }
}
