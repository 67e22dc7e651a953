package io.jukung.api.server.kinds.namespace;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rules of Namespaces. Its {@code spec.finalizers} change only through {@code /finalize}: they keep it
 * until its contents are gone.
 *
 * @param part what a write may change
 */
record NamespaceStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS,
        FINALIZERS
    }

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final String POD_SECURITY = "pod-security.kubernetes.io/";
    private static final List<String> MODES = List.of("enforce", "audit", "warn");
    private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");
    private static final Pattern VERSION = Pattern.compile("latest|v1\\.(0|[1-9][0-9]*)");

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        var name = object.text("metadata", "name");
        var labelled =
                name.isEmpty() || object.text("metadata", "labels", NAME_LABEL).equals(name)
                        ? object
                        : object.withAt(Value.of(name), "metadata", "labels", NAME_LABEL);
        return labelled.text("status", "phase").isEmpty()
                ? labelled.withAt(Value.of("Active"), "status", "phase")
                : labelled;
    }

    @Override
    public boolean keptWhileDeleted(ObjectValue object) {
        return !object.list("spec", "finalizers").isEmpty();
    }

    /** A namespace ends with its contents, not after a time: it has no grace period, not even one of 0. */
    @Override
    public ObjectValue prepareForDelete(ObjectValue object) {
        return object.withoutAt("metadata", "deletionGracePeriodSeconds")
                .withAt(Value.of("Terminating"), "status", "phase");
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public List<List<String>> resetFields() {
        return switch (part) {
            case SPEC, FINALIZERS -> List.of(List.of("status"));
            case STATUS -> List.of(List.of("spec"));
        };
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        var active = object.with("status", ObjectValue.of("phase", Value.of("Active")));
        var finalizers = active.list("spec", "finalizers");
        return finalizers.texts().contains("kubernetes")
                ? active
                : active.withAt(
                        ListValue.of(Stream.concat(finalizers.items().stream(), Stream.of(Value.of("kubernetes")))
                                .toList()),
                        "spec",
                        "finalizers");
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        var findings = new Findings();
        for (var finalizer : object.list("spec", "finalizers").texts()) {
            findings.each("spec.finalizers", finalizer, Names.qualifiedName(finalizer));
            ObjectMetaRules.finalizerKnown(finalizer, "spec.finalizers", findings);
        }
        podSecurity(object, findings);
        return findings.after(ObjectMetaRules.create(object, Scope.CLUSTER, NameRule.LABEL));
    }

    /** Levels and versions that pod security admission could not follow. */
    private static void podSecurity(ObjectValue object, Findings findings) {
        for (var mode : MODES) {
            var level = object.at("metadata", "labels", POD_SECURITY + mode);
            if (level != null && !LEVELS.contains(level.toString())) {
                findings.invalid(
                        "metadata.labels[" + POD_SECURITY + mode + "]",
                        level,
                        "must be one of privileged, baseline, restricted");
            }
            var version = object.at("metadata", "labels", POD_SECURITY + mode + "-version");
            if (version != null && !VERSION.matcher(version.toString()).matches()) {
                findings.invalid(
                        "metadata.labels[" + POD_SECURITY + mode + "-version]",
                        version,
                        "must be \"latest\" or \"v1.x\"");
            }
        }
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC -> ObjectMetaRules.keep(ObjectMetaRules.keep(object, old, "spec"), old, "status");
            case STATUS -> ObjectMetaRules.keep(object, old, "spec");
            case FINALIZERS -> ObjectMetaRules.keep(object, old, "status");
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        var findings = new Findings();
        switch (part) {
            case SPEC -> podSecurity(object, findings);
            case STATUS -> phase(object, findings);
            case FINALIZERS -> {
                for (var finalizer : object.list("spec", "finalizers").texts()) {
                    findings.each("spec.finalizers", finalizer, Names.qualifiedName(finalizer));
                    ObjectMetaRules.finalizerKnown(finalizer, "spec.finalizers", findings);
                }
            }
        }
        return findings.after(ObjectMetaRules.update(object, old));
    }

    private static void phase(ObjectValue object, Findings findings) {
        boolean leaving = object.object("metadata").has("deletionTimestamp");
        var phase = object.text("status", "phase");
        if (leaving && !phase.equals("Terminating")) {
            findings.invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
        } else if (!leaving && !phase.equals("Active")) {
            findings.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
        }
    }
}
