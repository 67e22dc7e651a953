package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.LabelSelectorRules;
import java.util.List;

/** How a pod may wish to be spread. */
final class TopologyValidation {

    private static final List<String> WHEN = List.of("DoNotSchedule", "ScheduleAnyway");
    private static final List<String> INCLUSION = List.of("Honor", "Ignore");

    private TopologyValidation() {}

    static void constraints(ListValue constraints, String path, Findings findings) {
        var pairs = new Findings.Unique();
        var items = constraints.objects();
        for (int i = 0; i < items.size(); i++) {
            var constraint = items.get(i);
            var at = path + "[" + i + "]";
            if (constraint.whole(0, "maxSkew") <= 0) {
                findings.invalid(
                        at + ".maxSkew", Value.of(constraint.whole(0, "maxSkew")), "must be greater than zero");
            }
            var key = constraint.text("topologyKey");
            if (key.isEmpty()) {
                findings.required(at + ".topologyKey", "can not be empty");
            } else {
                findings.each(at + ".topologyKey", key, Names.qualifiedName(key));
            }
            var when = constraint.text("whenUnsatisfiable");
            findings.oneOf(at + ".whenUnsatisfiable", when, WHEN);
            if (!pairs.add(key + "," + when)) {
                findings.duplicate(at + ".{topologyKey, whenUnsatisfiable}", "{" + key + ", " + when + "}");
            }
            domains(constraint, when, at, findings);
            findings.absentOrOneOf(constraint, at, "nodeAffinityPolicy", INCLUSION);
            findings.absentOrOneOf(constraint, at, "nodeTaintsPolicy", INCLUSION);
            LabelSelectorRules.check(constraint.object("labelSelector"), at + ".labelSelector", findings);
        }
    }

    private static void domains(ObjectValue constraint, String when, String path, Findings findings) {
        if (!constraint.has("minDomains")) {
            return;
        }
        var number = Value.of(constraint.whole(0, "minDomains"));
        if (constraint.whole(0, "minDomains") <= 0) {
            findings.invalid(path + ".minDomains", number, "must be greater than zero");
        }
        if (!when.equals("DoNotSchedule")) {
            findings.invalid(
                    path + ".minDomains",
                    number,
                    "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when);
        }
    }
}
