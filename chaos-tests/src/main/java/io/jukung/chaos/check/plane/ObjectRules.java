package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.check.Findings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Metadata that the API server keeps: a uid for one life, a generation for each change of what is wanted. */
final class ObjectRules implements Rule {

    /** Kinds whose generation counts changes of their spec and nothing else, but for the begin of a deletion. */
    private static final Set<String> COUNTED =
            Set.of("deployments", "replicasets", "statefulsets", "daemonsets", "jobs");

    private static final String DEPLOYMENTS = "deployments";

    @Override
    public void judge(PlaneRun run, Findings findings) {
        Map<String, Change> created = new HashMap<>();
        for (var change : run.log().changes()) {
            if (change.creates()) {
                var earlier = created.putIfAbsent(change.object().uid(), change);
                if (earlier != null && !change.object().uid().isEmpty()) {
                    findings.violation(
                            "uid used twice",
                            "uid %s is of %s, created by %s,\nand of %s, created by %s."
                                    .formatted(
                                            change.object().uid(),
                                            earlier.ref(),
                                            earlier.when(),
                                            change.ref(),
                                            change.when()));
                }
            } else if (change.before().isPresent() && change.after().isPresent()) {
                updated(change, change.before().get(), change.after().get(), findings);
            }
        }
        findings.fact("objects created", created.size());
        findings.fact("writes of objects", run.log().changes().size());
    }

    private static void updated(Change change, KubeObject before, KubeObject after, Findings findings) {
        if (!before.uid().equals(after.uid())) {
            findings.violation(
                    "uid changed",
                    "%s had uid %s and has uid %s after %s, and was not removed in between."
                            .formatted(change.ref(), before.uid(), after.uid(), change.when()));
            return;
        }
        if (!COUNTED.contains(change.ref().resource())) {
            return;
        }
        long more = after.generation() - before.generation();
        boolean wanted = !before.spec().equals(after.spec());
        boolean other = change.beginsDeletion()
                // A Deployment's annotations are rolled out too.
                || (change.ref().resource().equals(DEPLOYMENTS)
                        && !before.annotations().equals(after.annotations()));
        if (more == 0 ? wanted : more != 1 || !(wanted || other)) {
            findings.violation(
                    more == 0 ? "spec changed within a generation" : "generation without a change of the spec",
                    "%s: generation %d became %d by %s;\nits spec %s."
                            .formatted(
                                    change.ref(),
                                    before.generation(),
                                    after.generation(),
                                    change.when(),
                                    wanted ? "was " + before.spec() + "\nand became " + after.spec() : "is the same"));
        }
    }
}
