package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.LabelSelectorRules;
import java.util.List;

/** Where a pod may wish to run, and what it may tolerate there. */
final class AffinityValidation {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final List<String> OPERATORS = List.of("Equal", "Exists");

    private AffinityValidation() {}

    static void affinity(ObjectValue affinity, String path, Findings findings) {
        if (affinity.get("nodeAffinity") instanceof ObjectValue node) {
            nodeAffinity(node, path + ".nodeAffinity", findings);
        }
        for (var kind : List.of("podAffinity", "podAntiAffinity")) {
            if (affinity.get(kind) instanceof ObjectValue pods) {
                podAffinity(pods, path + "." + kind, findings);
            }
        }
    }

    private static void nodeAffinity(ObjectValue node, String path, Findings findings) {
        if (node.get(REQUIRED) instanceof ObjectValue selector) {
            var at = path + "." + REQUIRED + ".nodeSelectorTerms";
            var terms = selector.list("nodeSelectorTerms").objects();
            if (terms.isEmpty()) {
                findings.required(at, "must have at least one node selector term");
            }
            for (int i = 0; i < terms.size(); i++) {
                nodeTerm(terms.get(i), at + "[" + i + "]", findings);
            }
        }
        var preferences = node.list(PREFERRED).objects();
        for (int i = 0; i < preferences.size(); i++) {
            var at = path + "." + PREFERRED + "[" + i + "]";
            weight(preferences.get(i), at, findings);
            nodeTerm(preferences.get(i).object("preference"), at + ".preference", findings);
        }
    }

    private static void weight(ObjectValue preference, String path, Findings findings) {
        long weight = preference.whole(0, "weight");
        if (weight <= 0 || weight > 100) {
            findings.invalid(path + ".weight", Value.of(weight), "must be in the range 1-100");
        }
    }

    private static void nodeTerm(ObjectValue term, String path, Findings findings) {
        var expressions = term.list("matchExpressions").objects();
        for (int i = 0; i < expressions.size(); i++) {
            nodeRequirement(expressions.get(i), path + ".matchExpressions[" + i + "]", findings);
        }
        var fields = term.list("matchFields").objects();
        for (int i = 0; i < fields.size(); i++) {
            var at = path + ".matchFields[" + i + "]";
            findings.oneOf(at + ".operator", fields.get(i).text("operator"), List.of("In", "NotIn"));
            if (!fields.get(i).text("key").equals("metadata.name")) {
                findings.invalid(at + ".key", fields.get(i).text("key"), "not a valid field selector key");
            }
            if (fields.get(i).list("values").size() != 1) {
                findings.required(
                        at + ".values",
                        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            }
        }
    }

    private static void nodeRequirement(ObjectValue requirement, String path, Findings findings) {
        int values = requirement.list("values").size();
        switch (requirement.text("operator")) {
            case "In", "NotIn" -> {
                if (values == 0) {
                    findings.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values > 0) {
                    findings.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values != 1) {
                    findings.required(
                            path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default ->
                findings.invalid(path + ".operator", requirement.text("operator"), "not a valid selector operator");
        }
        findings.each(path + ".key", requirement.text("key"), Names.qualifiedName(requirement.text("key")));
    }

    private static void podAffinity(ObjectValue affinity, String path, Findings findings) {
        var required = affinity.list(REQUIRED).objects();
        for (int i = 0; i < required.size(); i++) {
            podTerm(required.get(i), path + "." + REQUIRED + "[" + i + "]", findings);
        }
        var preferred = affinity.list(PREFERRED).objects();
        for (int i = 0; i < preferred.size(); i++) {
            var at = path + "." + PREFERRED + "[" + i + "]";
            weight(preferred.get(i), at, findings);
            podTerm(preferred.get(i).object("podAffinityTerm"), at + ".podAffinityTerm", findings);
        }
    }

    private static void podTerm(ObjectValue term, String path, Findings findings) {
        LabelSelectorRules.check(term.object("labelSelector"), path + ".labelSelector", findings);
        LabelSelectorRules.check(term.object("namespaceSelector"), path + ".namespaceSelector", findings);
        for (var namespace : term.list("namespaces").texts()) {
            findings.each(path + ".namespace", namespace, Names.dns1123Label(namespace));
        }
        var topology = term.text("topologyKey");
        if (topology.isEmpty()) {
            findings.required(path + ".topologyKey", "can not be empty");
        }
        findings.each(path + ".topologyKey", topology, Names.qualifiedName(topology));
    }

    static void tolerations(ListValue tolerations, String path, Findings findings) {
        var items = tolerations.objects();
        for (int i = 0; i < items.size(); i++) {
            toleration(items.get(i), path + "[" + i + "]", findings);
        }
    }

    private static void toleration(ObjectValue toleration, String path, Findings findings) {
        var key = toleration.text("key");
        var operator = toleration.text("operator");
        var effect = toleration.text("effect");
        if (!key.isEmpty()) {
            findings.each(path + ".key", key, Names.qualifiedName(key));
        } else if (!operator.equals("Exists")) {
            findings.invalid(
                    path + ".operator",
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
            findings.invalid(path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        var value = toleration.text("value");
        switch (operator) {
            case "", "Equal" -> {
                var problems = Names.labelValue(value);
                if (!problems.isEmpty()) {
                    findings.invalid(path + ".operator", value, String.join(";", problems));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    findings.invalid(path + ".operator", value, "value must be empty when `operator` is 'Exists'");
                }
            }
            default -> findings.oneOf(path + ".operator", operator, OPERATORS);
        }
        if (!effect.isEmpty()) {
            findings.oneOf(path + ".effect", effect, EFFECTS);
        }
    }
}
