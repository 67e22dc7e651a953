package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;

/** A pod is bound once, to a node that has room for it, and what has ended does not begin again. */
final class PodRules implements Rule {

    @Override
    public void judge(PlaneRun run, Findings findings) {
        var state = new PlaneState();
        long bound = 0;
        for (var change : run.log().changes()) {
            state.apply(change);
            if (!change.ref().resource().equals("pods") || change.removes()) {
                continue;
            }
            var pod = change.object();
            var before = change.before().filter(was -> was.uid().equals(pod.uid()));
            var was = before.map(Pod::node).orElse("");
            if (!was.isEmpty() && !was.equals(Pod.node(pod))) {
                findings.violation(
                        "pod bound twice",
                        "%s (uid %s) was bound to %s and is bound to \"%s\" after %s."
                                .formatted(change.ref(), pod.uid(), was, Pod.node(pod), change.when()));
            } else if (was.isEmpty() && !Pod.node(pod).isEmpty()) {
                bound++;
                room(state, change, findings);
            }
            if (before.filter(Pod::finished).isPresent() && !Pod.finished(pod)) {
                findings.violation(
                        "pod begins again",
                        "%s (uid %s) had ended as %s and is %s after %s."
                                .formatted(
                                        change.ref(),
                                        pod.uid(),
                                        Pod.phase(before.get()),
                                        Pod.phase(pod),
                                        change.when()));
            }
        }
        findings.fact("pods bound", bound);
    }

    private static void room(PlaneState state, Change change, Findings findings) {
        var name = Pod.node(change.object());
        var node = state.get(new Ref("nodes", "", name));
        if (node.isEmpty()) {
            findings.violation(
                    "pod bound to no node",
                    "%s was bound to %s by %s; there is no such node.".formatted(change.ref(), name, change.when()));
            return;
        }
        var taken = Room.taken(state, name);
        var given = Room.ofNode(node.get());
        if (!taken.within(given)) {
            findings.violation(
                    "node overcommitted",
                    "%s was bound to %s by %s.\nAll pods there are promised %s with it; the node gives %s."
                            .formatted(change.ref(), name, change.when(), taken, given));
        }
    }
}
