package io.jukung.api.server.kinds.workload;

import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.pod.PodDefaults;
import io.jukung.api.server.kinds.pod.PodSpecValidation;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.LabelSelectorRules;
import io.jukung.api.server.registry.FieldError;
import java.util.List;
import java.util.Optional;

/** Rules of {@code spec.selector} and {@code spec.template} of what keeps a number of pods running. */
public final class PodTemplateRules {

    private static final String TEMPLATE = "spec.template";

    private PodTemplateRules() {}

    /** The workload with its template's defaults. */
    public static ObjectValue withDefaults(ObjectValue workload) {
        return workload.mapObject(
                "spec",
                spec -> spec.mapObject(
                        "template", template -> template.with("spec", PodDefaults.podSpec(template.object("spec")))));
    }

    /** Adds what is wrong with the selector; {@code kind} is the word for the workload in messages. */
    public static void selector(ObjectValue spec, String kind, Findings findings) {
        if (!(spec.get("selector") instanceof ObjectValue selector)) {
            findings.required("spec.selector");
            return;
        }
        LabelSelectorRules.check(selector, "spec.selector", findings);
        if (isEmpty(selector)) {
            findings.invalid("spec.selector", ObjectValue.empty(), "empty selector is invalid for " + kind);
        }
    }

    private static boolean isEmpty(ObjectValue selector) {
        return selector.object("matchLabels").isEmpty()
                && selector.list("matchExpressions").isEmpty();
    }

    /** Adds what is wrong with the template, beginning with whether the selector selects its pods. */
    public static void template(ObjectValue spec, Findings findings) {
        var selector = parsed(spec.object("selector"));
        if (selector.isEmpty()) {
            findings.invalid("spec.selector", spec.object("selector"), "invalid label selector");
            return;
        }
        var template = spec.object("template");
        var labels = template.texts("metadata", "labels");
        boolean selects = spec.has("selector") && selector.get().matches(labels);
        boolean everything = spec.has("selector") && selector.get().isEverything();
        if (!selects && !everything) {
            Value shown = labels.isEmpty() ? Scalar.Null.NULL : template.object("metadata", "labels");
            findings.invalid(TEMPLATE + ".metadata.labels", shown, "`selector` does not match template `labels`");
        }
        PodSpecValidation.template(withPodDefaults(template), TEMPLATE, findings);
        var policy = template.text("spec", "restartPolicy");
        if (!policy.isEmpty()
                && !policy.equals("Always")
                && List.of("OnFailure", "Never").contains(policy)) {
            findings.add(FieldError.notSupported(TEMPLATE + ".spec.restartPolicy", policy, List.of("Always")));
        }
        if (template.at("spec", "activeDeadlineSeconds") != null) {
            findings.forbidden(
                    TEMPLATE + ".spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    /** A template that is not there is checked like an empty one. */
    private static ObjectValue withPodDefaults(ObjectValue template) {
        return template.with("spec", PodDefaults.podSpec(template.object("spec")));
    }

    private static Optional<LabelSelector> parsed(ObjectValue selector) {
        try {
            return Optional.of(LabelSelector.of(selector));
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }
}
