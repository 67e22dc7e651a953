package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** What of a pod may change once it is there. */
final class PodUpdate {

    private static final String ONLY = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to"
            + " existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
            + " previously negative)";

    private PodUpdate() {}

    static Findings validate(ObjectValue pod, ObjectValue old) {
        var findings = PodSpecValidation.pod(pod);
        var spec = pod.object("spec");
        var before = old.object("spec");
        for (var list : List.of("containers", "initContainers")) {
            if (spec.list(list).size() != before.list(list).size()) {
                findings.forbidden("spec." + list, "pod updates may not add or remove containers");
                return findings;
            }
        }
        deadline(spec, before, findings);
        tolerations(spec, before, findings);
        gates(spec, before, findings);
        if (!comparable(spec, before).equals(comparable(before, before))) {
            findings.forbidden("spec", ONLY);
        }
        return findings;
    }

    /** The spec without what may change. */
    private static ObjectValue comparable(ObjectValue spec, ObjectValue before) {
        var rest = spec.without("activeDeadlineSeconds")
                .without("tolerations")
                .without("schedulingGates")
                .mapEach("containers", container -> container.without("image"))
                .mapEach("initContainers", container -> container.without("image"));
        boolean rescued = before.whole(0, "terminationGracePeriodSeconds") < 0
                && spec.whole(0, "terminationGracePeriodSeconds") == 1;
        if (rescued) {
            rest = rest.with(
                    "terminationGracePeriodSeconds", Value.of(before.whole(0, "terminationGracePeriodSeconds")));
        }
        // A pod that is not offered to the scheduler yet may still say where it could go.
        return before.list("schedulingGates").isEmpty()
                ? rest
                : rest.without("nodeSelector").without("affinity");
    }

    private static void deadline(ObjectValue spec, ObjectValue before, Findings findings) {
        var path = "spec.activeDeadlineSeconds";
        if (!before.has("activeDeadlineSeconds")) {
            return;
        }
        long was = before.whole(0, "activeDeadlineSeconds");
        if (!spec.has("activeDeadlineSeconds")) {
            findings.invalid(path, Scalar.Null.NULL, "must not update from a positive integer to nil value");
        } else if (spec.whole(0, "activeDeadlineSeconds") > was) {
            findings.invalid(
                    path,
                    Value.of(spec.whole(0, "activeDeadlineSeconds")),
                    "must be less than or equal to previous value");
        }
    }

    /** Kubernetes checks the tolerations of a changed pod a second time, and reports their faults twice. */
    private static void tolerations(ObjectValue spec, ObjectValue before, Findings findings) {
        AffinityValidation.tolerations(spec.list("tolerations"), "spec.tolerations", findings);
        var now = new ArrayList<ObjectValue>();
        spec.list("tolerations").objects().forEach(item -> now.add(item.without("tolerationSeconds")));
        for (var toleration : before.list("tolerations").objects()) {
            if (!now.contains(toleration.without("tolerationSeconds"))) {
                findings.forbidden(
                        "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static void gates(ObjectValue spec, ObjectValue before, Findings findings) {
        var gates = spec.list("schedulingGates").objects();
        var known = before.list("schedulingGates").objects();
        for (int i = 0; i < gates.size(); i++) {
            if (!known.contains(gates.get(i))) {
                findings.forbidden(
                        "spec.schedulingGates[" + i + "].name",
                        "only deletion is allowed, but found new scheduling gate '"
                                + gates.get(i).text("name") + "'");
            }
        }
    }

    static Findings validateStatus(ObjectValue pod, ObjectValue old) {
        var findings = new Findings();
        var nominated = pod.text("status", "nominatedNodeName");
        if (!nominated.isEmpty()) {
            findings.each("status.nominatedNodeName", nominated, Names.dns1123Subdomain(nominated));
        }
        terminated(pod, old, "containerStatuses", "containers", findings);
        terminated(pod, old, "initContainerStatuses", "initContainers", findings);
        return findings;
    }

    /** What has ended for good does not start again. */
    private static void terminated(
            ObjectValue pod, ObjectValue old, String statuses, String containers, Findings findings) {
        var policy = old.text("spec", "restartPolicy");
        if (policy.equals("Always")) {
            return;
        }
        var ended = new HashMap<String, ObjectValue>();
        for (var status : old.list("status", statuses).objects()) {
            if (status.at("state", "terminated") != null) {
                ended.put(status.text("name"), status);
            }
        }
        var now = pod.list("status", statuses).objects();
        for (int i = 0; i < now.size(); i++) {
            var before = ended.get(now.get(i).text("name"));
            if (before == null || now.get(i).at("state", "terminated") != null) {
                continue;
            }
            boolean failed = before.whole(0, "state", "terminated", "exitCode") != 0;
            if (!(failed && policy.equals("OnFailure"))
                    && !restartable(old, containers, now.get(i).text("name"))) {
                findings.forbidden(
                        "status." + statuses + "[" + i + "].state", "may not be transitioned to non-terminated state");
            }
        }
    }

    private static boolean restartable(ObjectValue old, String containers, String name) {
        return old.list("spec", containers).objects().stream()
                .anyMatch(container -> container.text("name").equals(name)
                        && !container.text("restartPolicy").isEmpty());
    }

    static Findings validateEphemeralContainers(ObjectValue pod, ObjectValue old) {
        var findings = PodSpecValidation.pod(pod);
        var now = pod.list("spec", "ephemeralContainers").objects();
        for (var container : old.list("spec", "ephemeralContainers").objects()) {
            var same = now.stream()
                    .filter(other -> other.text("name").equals(container.text("name")))
                    .findFirst();
            if (same.isEmpty()) {
                findings.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + container.text("name") + "\" may not be removed");
            } else if (!same.get().equals(container)) {
                findings.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + container.text("name") + "\" may not be changed");
            }
        }
        return findings;
    }

    static Findings validateResize(ObjectValue pod, ObjectValue old) {
        var findings = PodSpecValidation.pod(pod);
        var quality = QualityOfService.of(old.object("spec"));
        if (!QualityOfService.of(pod.object("spec")).equals(quality)) {
            findings.invalid("spec", quality, "Pod QOS Class may not change as a result of resizing");
        }
        return findings;
    }

    /** {@code old} with the resources that {@code wanted}'s containers of the same name ask for. */
    static ObjectValue withResources(ObjectValue old, ObjectValue wanted) {
        return old.mapObject(
                "spec", spec -> withResources(withResources(spec, wanted, "containers"), wanted, "initContainers"));
    }

    private static ObjectValue withResources(ObjectValue spec, ObjectValue wanted, String list) {
        var resources = new HashMap<String, Value>();
        for (var container : wanted.list("spec", list).objects()) {
            var value = container.get("resources");
            if (value != null) {
                resources.put(container.text("name"), value);
            }
        }
        return spec.mapEach(list, container -> {
            var value = resources.get(container.text("name"));
            return value == null ? container : container.with("resources", value);
        });
    }
}
