package io.jukung.api.server.kinds.lease;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;

/** Rules of Leases. */
final class LeaseStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return withoutCoordination(object);
    }

    /** Coordinated leader election is an alpha feature of Kubernetes; where it is off its fields are dropped. */
    private static ObjectValue withoutCoordination(ObjectValue object) {
        return object.mapObject("spec", spec -> spec.without("strategy").without("preferredHolder"));
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return spec(object).after(ObjectMetaRules.createWithAnyFinalizer(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    private static Findings spec(ObjectValue object) {
        var findings = new Findings();
        var spec = object.object("spec");
        long duration = spec.whole(1, "leaseDurationSeconds");
        if (duration <= 0) {
            findings.invalid("spec.leaseDurationSeconds", Value.of(duration), "must be greater than 0");
        }
        findings.notNegative(spec, "spec.leaseTransitions", "leaseTransitions");
        return findings;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return withoutCoordination(object);
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return spec(object).after(ObjectMetaRules.update(object, old));
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }
}
